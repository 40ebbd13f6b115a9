import Glibc

/// Writes to a terminal without ever waiting for it: one that reads slowly, or not at all, must not keep the program
/// from its keys and signals.
final class TerminalOutput {
  /// Writes without waiting where the terminal could be opened anew; else it shares the flags of the original.
  let descriptor: Int32
  private let neverBlocks: Bool
  private var pending: [UInt8] = []
  private var sent = 0
  /// Called when everything has been written after a time when it could not be.
  var whenDrained: () -> Void = {}

  init(terminal: Int32) throws(TerminalError) {
    // A description of its own, because O_NONBLOCK on the given one would hold for the shell too.
    let own = open("/proc/self/fd/\(terminal)", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    neverBlocks = own >= 0
    descriptor = neverBlocks ? own : fcntl(terminal, F_DUPFD_CLOEXEC, 3)
    guard descriptor >= 0 else { throw .refused(what: "write to the terminal", errno: errno) }
  }

  deinit { close(descriptor) }

  /// Whether something waits until the terminal takes more.
  var isBusy: Bool { sent < pending.count }

  func send(_ bytes: [UInt8]) {
    pending.append(contentsOf: bytes)
    advance()
  }

  /// Writes what the terminal takes now.
  func advance() {
    while sent < pending.count {
      // A terminal that blocks takes at least this much once poll says that it takes anything.
      let most = neverBlocks ? pending.count - sent : min(256, pending.count - sent)
      if !neverBlocks && !isWritable(within: 0) { return }
      let written = pending.withUnsafeBytes { write(descriptor, $0.baseAddress.map { $0 + sent }, most) }
      if written > 0 {
        sent += written
      } else if written < 0 && errno == EAGAIN {
        return
      } else if written < 0 && errno == EINTR {
        continue
      } else {
        break  // the terminal is gone
      }
    }
    pending.removeAll(keepingCapacity: true)
    sent = 0
  }

  /// Writes the last bytes before the terminal is given back, which must arrive: if it takes nothing for a while, what
  /// it has not shown yet is thrown away for them. They begin with ESC, which ends whatever was cut off.
  func sendLast(_ bytes: [UInt8]) {
    let patience = 250
    while isBusy && isWritable(within: patience) { advance() }
    if isBusy {
      pending.removeAll()
      sent = 0
      tcflush(descriptor, TCOFLUSH)
    }
    send(bytes)
    while isBusy && isWritable(within: patience) { advance() }
    pending.removeAll()
    sent = 0
  }

  private func isWritable(within milliseconds: Int) -> Bool {
    var state = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    return poll(&state, 1, Int32(milliseconds)) > 0
  }
}
