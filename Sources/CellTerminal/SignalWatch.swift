import CTerminal
import Glibc

/// The signals that a program reacts to, as a descriptor to read them from instead of handlers.
///
/// Made before any thread starts, since threads inherit that these signals are blocked. Programs started from here
/// inherit it too.
final class SignalWatch {
  let descriptor: Int32

  static let signals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGTSTP, SIGCONT]

  init() throws(TerminalError) {
    var mask = sigset_t()
    sigemptyset(&mask)
    for signal in Self.signals { sigaddset(&mask, signal) }
    pthread_sigmask(SIG_BLOCK, &mask, nil)
    descriptor = terminal_signal_file(&mask)
    guard descriptor >= 0 else { throw .refused(what: "watch signals", errno: errno) }
  }

  deinit { close(descriptor) }

  /// The signals that came since the last call, each once.
  func take() -> Set<Int32> {
    var taken: Set<Int32> = []
    while case let signal = terminal_next_signal(descriptor), signal > 0 { taken.insert(signal) }
    return taken
  }

  /// Stops the process as the kernel does on ^Z, by a SIGTSTP that is let through for this moment.
  ///
  /// The kernel drops it where nobody could continue what it stops: in a process group of which no process has a parent
  /// in another group of the same session, such as a container's first process or the command of `ssh -t`. It alone
  /// knows, so it is not asked but obeyed. Whoever ignores SIGTSTP for the program does not want it stopped either.
  ///
  /// - Parameter wholeGroup: whether all processes of the group stop, as they do when it is typed.
  /// - Returns: whether it was stopped, and then continued.
  static func stop(wholeGroup: Bool) -> Bool {
    var only = sigset_t()
    sigemptyset(&only)
    sigaddset(&only, SIGTSTP)
    // It waits, blocked, and takes away any SIGCONT that waited; the next one is that of whoever continues us.
    kill(wholeGroup ? 0 : getpid(), SIGTSTP)
    pthread_sigmask(SIG_UNBLOCK, &only, nil)
    pthread_sigmask(SIG_BLOCK, &only, nil)
    return forget(SIGCONT)
  }

  /// Whether a signal waits that ends the program.
  static var isToEnd: Bool {
    var pending = sigset_t()
    sigpending(&pending)
    return [SIGINT, SIGTERM, SIGHUP, SIGQUIT].contains { sigismember(&pending, $0) == 1 }
  }

  /// Takes a signal that waits away. Returns whether there was one.
  static func forget(_ signal: Int32) -> Bool {
    var pending = sigset_t()
    sigpending(&pending)
    guard sigismember(&pending, signal) == 1 else { return false }
    var only = sigset_t()
    sigemptyset(&only)
    sigaddset(&only, signal)
    var noTime = timespec()
    return sigtimedwait(&only, nil, &noTime) == signal
  }
}
