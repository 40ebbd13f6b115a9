import CTerminal
import CellFrame
import Glibc

/// What can happen to a program in a terminal.
public enum Event: Sendable, Hashable {
  case key(Key)
  case resize(width: Int, height: Int)
  /// ^Z or SIGTSTP: the screen is to be given back and the process stopped (``Screen/suspend()`` does both, where a shell
  /// can continue it).
  case suspend
  /// The process goes on after a stop that it did not ask for (``Screen/resume()`` takes the terminal again).
  case resumed
  /// The program is to end with this exit status: 129 (HUP), 130 (INT or ^C), 131 (QUIT or ^\\), 143 (TERM).
  case quit(status: Int32)
  /// The terminal is gone; the exit status is 129.
  case hangup
  /// ``Waker/wake()`` was called.
  case woken
  /// One of the `extra` descriptors can be read.
  case readable(Int32)
}

/// The one place where a program waits: for keys, signals, other threads and time.
///
/// It is made first of all, before any thread starts, because it takes the signals (see ``SignalWatch``). The terminal
/// is in raw mode while a ``Screen`` is up, so that ^C, ^Z and ^\\ come as characters and are made events here: they then
/// work without a controlling terminal, whatever `stty` bound them to, and never out of pasted text.
public final class EventSource {
  /// Wakes ``wait(timeoutMilliseconds:extra:)`` from other threads.
  public let waker: Waker
  /// Where the terminal's output waits while the terminal takes none.
  var output: TerminalOutput?

  private let signals: SignalWatch?
  private let input: Int32?
  private let sizeOf: Int32
  private var decoder = KeyDecoder()
  private let clock = ContinuousClock()
  private var lastByte = ContinuousClock.now
  private var buffer = [UInt8](repeating: 0, count: 4096)

  /// - Parameter readsKeys: false for a program that only needs the signals.
  public convenience init(readsKeys: Bool = true) throws(TerminalError) {
    try self.init(input: readsKeys ? 0 : nil, terminal: 1, signals: SignalWatch())
  }

  /// - Parameters:
  ///   - input: where keys are read from.
  ///   - terminal: the terminal whose size counts.
  ///   - signals: nil leaves the process's signals alone.
  init(input: Int32?, terminal: Int32, signals: SignalWatch?) throws(TerminalError) {
    waker = try Waker()
    self.input = input
    sizeOf = terminal
    self.signals = signals
  }

  /// Waits until something happens, at most this long (nil: for ever, without a single wake-up; 0: not at all).
  ///
  /// - Returns: what happened, signals first; nothing after the time has passed.
  public func wait(timeoutMilliseconds: Int?, extra: [Int32] = []) -> [Event] {
    let end = timeoutMilliseconds.map { clock.now + .milliseconds($0) }
    while true {
      // What may be a key is settled some time after its last byte, however often this is called meanwhile.
      let settled = decoder.patience.map { lastByte + .milliseconds($0) }
      let wakeUp = [end, settled].compactMap { $0 }.min()
      if let came = poll(limit: wakeUp.map { milliseconds(until: $0) }, extra: extra) {
        if !came.isEmpty { return came }
      } else if let settled, settled == wakeUp {
        decoder.giveUp()
        let keys = decodedEvents()
        if !keys.isEmpty { return keys }
      } else {
        return []
      }
    }
  }

  private func milliseconds(until end: ContinuousClock.Instant) -> Int {
    let (seconds, attoseconds) = max(.zero, end - clock.now).components
    // Rounded up: waiting too little would mean a second round of nothing.
    return Int(seconds) * 1000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }

  /// One poll: what came within the limit (half a key is nothing yet); nil if the time passed.
  private func poll(limit: Int?, extra: [Int32]) -> [Event]? {
    var watched = extra + [waker.descriptor]
    if let signals { watched.append(signals.descriptor) }
    if let input { watched.append(input) }
    var states = watched.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    if let output, output.isBusy { states.append(pollfd(fd: output.descriptor, events: Int16(POLLOUT), revents: 0)) }
    let ready = Glibc.poll(&states, nfds_t(states.count), Int32(clamping: limit ?? -1))
    if ready == 0 { return nil }
    if ready < 0 { return [] }
    let happened = Dictionary(states.map { ($0.fd, $0.revents) }) { $0 | $1 }

    var events: [Event] = []
    if let signals, happened[signals.descriptor, default: 0] != 0 { events += self.events(of: signals.take()) }
    if let input, case let state = happened[input, default: 0], state != 0 { events += readKeys(state) }
    if let output, happened[output.descriptor, default: 0] != 0 {
      output.advance()
      if !output.isBusy { output.whenDrained() }
    }
    if happened[waker.descriptor, default: 0] != 0 {
      waker.reset()
      events.append(.woken)
    }
    return events + extra.filter { happened[$0, default: 0] != 0 }.map { .readable($0) }
  }

  private func readKeys(_ state: Int16) -> [Event] {
    guard let input else { return [] }
    if state & Int16(POLLIN) == 0 { return [.hangup] }
    let count = read(input, &buffer, buffer.count)
    if count < 0 && (errno == EINTR || errno == EAGAIN) { return [] }
    if count <= 0 { return [.hangup] }
    lastByte = clock.now
    decoder.feed(buffer[..<count])
    return decodedEvents()
  }

  private func decodedEvents() -> [Event] {
    var events: [Event] = []
    while let key = decoder.next() { events.append(Self.event(of: key)) }
    return events
  }

  private static func event(of key: Key) -> Event {
    switch key {
    case .control("c"): .quit(status: 130)
    case .control("\\"): .quit(status: 131)
    case .control("z"): .suspend
    default: .key(key)
    }
  }

  private func events(of signals: Set<Int32>) -> [Event] {
    let status = [SIGHUP, SIGTERM, SIGINT, SIGQUIT].first { signals.contains($0) }.map { 128 + $0 }
    if let status { return [.quit(status: status)] }
    var events: [Event] = []
    if signals.contains(SIGTSTP) { events.append(.suspend) }
    if signals.contains(SIGCONT) { events.append(.resumed) }
    if signals.contains(SIGWINCH) {
      let size = terminalSize(sizeOf)
      events.append(.resize(width: size.width, height: size.height))
    }
    return events
  }
}

/// The size of a terminal in cells; 80×24 where it says none.
func terminalSize(_ descriptor: Int32) -> (width: Int, height: Int) {
  var size = winsize()
  guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return (80, 24) }
  return (Int(size.ws_col), Int(size.ws_row))
}
