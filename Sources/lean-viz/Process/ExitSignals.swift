import Glibc
import Synchronization

/// Ends the program with an ordinary exit status, 128 and the number, when HUP, INT, QUIT or TERM arrives.
///
/// A screen installs its own handlers over these and restores the terminal first.
enum ExitSignals {
  private static let isHeld = Atomic(false)
  private static let pending = Atomic<Int32>(0)

  /// A signal that was ignored when the program started (`nohup`) stays ignored.
  static func install() {
    for number in [SIGHUP, SIGINT, SIGQUIT, SIGTERM] {
      var old = sigaction()
      sigaction(number, nil, &old)
      if isIgnored(old) { continue }
      signal(number) { number in ExitSignals.arrived(number) }
    }
    // A closed pipe, and a file that may not grow, are found when writing to them.
    for number in [SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
  }

  private static func isIgnored(_ action: sigaction) -> Bool {
    unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// Runs in a signal handler: atomics and `_exit` only.
  private static func arrived(_ number: Int32) {
    if isHeld.load(ordering: .sequentiallyConsistent) {
      pending.store(number, ordering: .sequentiallyConsistent)
    } else {
      _exit(128 + number)
    }
  }

  /// Does something that is not to be left half done, such as writing a file beside its place and renaming it.
  static func held<Result, Failure: Error>(during body: () throws(Failure) -> Result) throws(Failure) -> Result {
    isHeld.store(true, ordering: .sequentiallyConsistent)
    defer {
      isHeld.store(false, ordering: .sequentiallyConsistent)
      let number = pending.load(ordering: .sequentiallyConsistent)
      if number != 0 { _exit(128 + number) }
    }
    return try body()
  }
}
