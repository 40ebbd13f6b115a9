import CTerminal
import Glibc

/// Wakes an ``EventSource`` that waits, from any thread. Waking twice before it looks is waking once.
public final class Waker: Sendable {
  let descriptor: Int32

  init() throws(TerminalError) {
    descriptor = terminal_event_file()
    guard descriptor >= 0 else { throw .refused(what: "make an event descriptor", errno: errno) }
  }

  deinit { close(descriptor) }

  public func wake() {
    var one: UInt64 = 1
    _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
  }

  /// Forgets the wake-ups so far.
  func reset() {
    var count: UInt64 = 0
    _ = read(descriptor, &count, MemoryLayout<UInt64>.size)
  }
}
