import CTerminal

/// What a crash (SEGV, ABRT, ILL, TRAP, BUS, FPE, by a fault or by `kill`) does: the terminal is given back if a
/// ``Screen`` has it, stderr gets what was written meanwhile, and the process dies of that signal at once.
///
/// A program that wants it from its first moment, not only from `main` on, defines the C function
/// `crash_net_from_the_start`:
///
/// ```swift
/// @_cdecl("crash_net_from_the_start") public func crashNetFromTheStart() {}
/// ```
///
/// HUP, INT, QUIT and TERM then end it with the status 128 + signal, until it has handlers of its own.
///
/// The work is done in C, since a signal handler may not run what Swift does unseen.
public enum CrashNet {
  /// Takes these signals over, in place of Swift's own handler, which would ask for a key on a broken terminal for half
  /// a minute. Called first of all in the program; a second call changes nothing.
  public static func install() { crash_net_install() }

  /// Lets memory be gone without a crash: a bus error at an address for which `reason` has a line (a file that is in use as
  /// memory has been cut) gives the terminal back, says that line on stderr, and ends the program with `status`.
  ///
  /// - Parameter reason: called by a signal handler; NULL where the address is nothing special.
  public static func explain(
    _ reason: @convention(c) (UnsafeRawPointer?) -> UnsafePointer<CChar>?, program: StaticString, status: Int32
  ) {
    program.withUTF8Buffer { name in
      name.withMemoryRebound(to: CChar.self) { crash_net_explain(reason, $0.baseAddress, status) }
    }
  }
}
