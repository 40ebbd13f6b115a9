import Foundation
import Glibc

/// A pseudo-terminal with, if wanted, a program on it: what a test types, what the program writes, how it ends.
///
/// Everything that is read goes into ``screen`` as well. All waits have a deadline and say on what they waited in vain.
public final class PseudoTerminal {
  public enum Ending: Sendable, Hashable {
    case status(Int32)
    case signal(Int32)
    case stopped(Int32)
  }

  public struct Failure: Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
  }

  /// What the program is given the terminal as.
  public enum Session {
    /// It leads a session of its own and the terminal is its controlling one: ^C, hang-ups and new sizes come as
    /// signals. Linux resets the terminal's modes when it ends, so that ``modes`` then say nothing.
    case own
    /// It stays in the session of the test: ``modes`` can be compared after it has ended. ``resize(width:height:)``
    /// sends SIGWINCH itself.
    case ofTest
  }

  /// The end that a program has as its terminal.
  public let terminal: Int32
  public let path: String
  public private(set) var screen: VirtualTerminal
  /// Everything that was written so far.
  public private(set) var bytes: [UInt8] = []

  private var control: Int32
  private var process: pid_t = 0
  private var session = Session.ofTest
  private var ending: Ending?

  public init(width: Int, height: Int) throws {
    // Not openpty: tests start programs side by side, and one that inherits another's terminal keeps it from hanging up.
    let (unlock, number): (UInt, UInt) = (0x4004_5431, 0x8004_5430)  // TIOCSPTLCK, TIOCGPTN
    let control = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
    var (locked, name): (Int32, UInt32) = (0, 0)
    guard control >= 0, ioctl(control, unlock, &locked) == 0, ioctl(control, number, &name) == 0,
      case let terminal = open("/dev/pts/\(name)", O_RDWR | O_NOCTTY | O_CLOEXEC), terminal >= 0
    else { throw Failure("no pseudo-terminal: \(String(cString: strerror(errno)))") }
    self.control = control
    self.terminal = terminal
    path = "/dev/pts/\(name)"
    var size = winsize(ws_row: UInt16(height), ws_col: UInt16(width), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(control, UInt(TIOCSWINSZ), &size)
    screen = VirtualTerminal(width: width, height: height)
  }

  deinit {
    if process > 0, ending == nil {
      kill(process, SIGKILL)
      waitpid(process, nil, 0)
    }
    hangUp()
    close(terminal)
  }

  // MARK: The program

  /// Starts a program with this terminal as stdin, stdout and (unless it is to go to a file) stderr.
  ///
  /// - Parameter environment: all of it; nothing is inherited.
  public func start(
    _ program: String, _ arguments: [String] = [], environment: [String: String] = ["TERM": "xterm-256color"],
    session: Session = .ofTest, standardError: String? = nil
  ) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // Opening the terminal makes it the controlling one of a session's leader that has none.
    posix_spawn_file_actions_addopen(&actions, 0, path, session == .own ? O_RDWR : O_RDWR | O_NOCTTY, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    if let standardError {
      posix_spawn_file_actions_addopen(&actions, 2, standardError, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    } else {
      posix_spawn_file_actions_adddup2(&actions, 0, 2)
    }
    let newSession: Int32 = 0x80  // POSIX_SPAWN_SETSID, which the Glibc module hides
    process = try spawn(
      program, arguments, environment: environment, actions: &actions,
      flags: session == .own ? newSession : POSIX_SPAWN_SETPGROUP)
    self.session = session
  }

  /// The process id of the program.
  public var processID: Int32 { process }

  public func send(signal: Int32) { kill(process, signal) }

  /// How the program ended; nil if it has not by the deadline. What it writes meanwhile is read.
  public func waitForEnd(seconds: Double = 10) -> Ending? {
    wait(seconds: seconds) { [self] in poll(stops: false) != nil } ? ending : nil
  }

  /// Waits until the program is stopped (^Z).
  public func waitForStop(seconds: Double = 10) -> Bool {
    wait(seconds: seconds) { [self] in
      if case .stopped = poll(stops: true) { true } else { false }
    }
  }

  private func poll(stops: Bool) -> Ending? {
    if let ending { return ending }
    var status: Int32 = 0
    guard waitpid(process, &status, WNOHANG | (stops ? WUNTRACED : 0)) == process else { return nil }
    if status & 0xFF == 0x7F { return .stopped(status >> 8 & 0xFF) }
    ending = status & 0x7F == 0 ? .status(status >> 8 & 0xFF) : .signal(status & 0x7F)
    return ending
  }

  // MARK: The terminal

  /// Takes the terminal away, as a closed window or a lost line does.
  public func hangUp() {
    if control >= 0 { close(control) }
    control = -1
  }

  /// Types keys, as bytes of UTF-8.
  public func type(_ text: String) { type(bytes: Array(text.utf8)) }

  public func type(bytes: [UInt8]) {
    var sent = 0
    while sent < bytes.count {
      let written = bytes[sent...].withUnsafeBytes { write(control, $0.baseAddress, $0.count) }
      if written < 0 && errno != EAGAIN && errno != EINTR { return }
      sent += max(0, written)
      if sent < bytes.count { read(milliseconds: 5) }
    }
  }

  public func resize(width: Int, height: Int) {
    var size = winsize(ws_row: UInt16(height), ws_col: UInt16(width), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(control, UInt(TIOCSWINSZ), &size)
    screen.resize(width: width, height: height)
    if session == .ofTest && process > 0 { kill(process, SIGWINCH) }
  }

  /// Reads what comes until it has, or the deadline is over. Returns whether it has.
  @discardableResult
  public func wait(seconds: Double = 10, until condition: () -> Bool) -> Bool {
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(seconds)
    while true {
      read(milliseconds: 0)
      if condition() {
        read(milliseconds: 0)
        return true
      }
      if clock.now >= deadline { return false }
      read(milliseconds: 10)
    }
  }

  /// Reads until the screen shows a text. Returns whether it did.
  @discardableResult
  public func waitForText(_ text: String, seconds: Double = 10) -> Bool {
    wait(seconds: seconds) { [self] in screen.lines.contains { $0.contains(text) } }
  }

  /// Reads what comes within the time; returns at once when something has.
  public func read(milliseconds: Int32) {
    var state = pollfd(fd: control, events: Int16(POLLIN), revents: 0)
    guard Glibc.poll(&state, 1, milliseconds) > 0 else { return }
    if state.revents & Int16(POLLIN) == 0 {
      // Hung up: poll returns at once from now on, and there is nothing to wait for.
      usleep(UInt32(milliseconds) * 1000)
      return
    }
    var buffer = [UInt8](repeating: 0, count: 65536)
    while case let count = Glibc.read(control, &buffer, buffer.count), count > 0 {
      bytes.append(contentsOf: buffer[..<count])
      screen.feed(buffer[..<count])
    }
  }

  /// The terminal's modes (`termios`), comparable.
  public var modes: Modes {
    var modes = termios()
    tcgetattr(terminal, &modes)
    return Modes(
      flags: [modes.c_iflag, modes.c_oflag, modes.c_cflag, modes.c_lflag],
      characters: withUnsafeBytes(of: modes.c_cc) { Array($0) }, line: modes.c_line)
  }

  public struct Modes: Sendable, Hashable {
    public let flags: [UInt32]
    public let characters: [UInt8]
    public let line: UInt8
  }
}
