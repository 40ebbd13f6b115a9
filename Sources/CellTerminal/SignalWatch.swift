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
}
