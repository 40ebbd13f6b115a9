import Glibc

/// Starts a program with a clean signal mask and no ignored signals.
///
/// - Parameters:
///   - environment: all of it; nothing is inherited.
///   - flags: further `POSIX_SPAWN_` flags.
/// - Returns: its process id.
public func spawn(
  _ program: String, _ arguments: [String], environment: [String: String],
  actions: inout posix_spawn_file_actions_t, flags: Int32 = 0
) throws -> pid_t {
  var attributes = posix_spawnattr_t()
  posix_spawnattr_init(&attributes)
  defer { posix_spawnattr_destroy(&attributes) }
  posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | flags))
  var none = sigset_t()
  sigemptyset(&none)
  posix_spawnattr_setsigmask(&attributes, &none)
  var all = sigset_t()
  sigfillset(&all)
  posix_spawnattr_setsigdefault(&attributes, &all)

  let argv = ([program] + arguments).map { strdup($0) } + [nil]
  let envp = environment.map { strdup("\($0)=\($1)") } + [nil]
  defer { for pointer in argv + envp { free(pointer) } }
  var process: pid_t = 0
  let status = posix_spawn(&process, program, &actions, &attributes, argv, envp)
  guard status == 0 else {
    throw PseudoTerminal.Failure("cannot start \(program): \(String(cString: strerror(status)))")
  }
  return process
}
