import Glibc

/// Standard output, written in large pieces and in the characters of ``StandardCharset``.
///
/// - Throws (every write): a silent failure where nobody reads it any more, one of kind `file` where it cannot be written.
struct StandardOutput: ~Copyable {
  private var buffer: [UInt8] = []
  private static let pieceBytes = 1 << 16

  mutating func write(_ text: some StringProtocol) throws(Failure) {
    buffer.append(contentsOf: StandardCharset.current.text(String(text)).utf8)
    if buffer.count >= Self.pieceBytes { try flush() }
  }

  mutating func flush() throws(Failure) {
    var written = 0
    while written < buffer.count {
      let count = buffer.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress! + written, $0.count - written) }
      if count >= 0 {
        written += count
        continue
      }
      switch errno {
      case EINTR: continue
      case EAGAIN:
        // Whoever shares it made it not wait; here it has to.
        var state = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
        poll(&state, 1, -1)
      case EPIPE, EBADF: throw Failure(.outputClosed, nil)
      default: throw .file("standard output: \(String(cString: strerror(errno)))")
      }
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Writes all of a text.
  static func print(_ text: String) throws(Failure) {
    var output = StandardOutput()
    try output.write(text)
    try output.flush()
  }
}

/// Standard error: single lines, and progress where a person looks on.
enum StandardError {
  static func print(line: String) { write(line + "\n") }

  /// Says something that is no error, on a terminal only.
  static func tell(onlooker text: String) {
    if isatty(STDERR_FILENO) == 1 { print(line: "lean-viz: " + text) }
  }

  /// Replaces the line at the cursor, on a terminal only; an empty text clears it.
  static func show(progress text: String) {
    if isatty(STDERR_FILENO) == 1 { write("\r\u{1B}[K" + text) }
  }

  private static func write(_ text: String) {
    var text = StandardCharset.current.text(text)
    text.withUTF8 { bytes in
      // Where standard error is lost as well, there is nobody left to tell.
      _ = Glibc.write(STDERR_FILENO, bytes.baseAddress, bytes.count)
    }
  }
}

/// Keeps the three standard descriptors taken: a file opened later must not become standard output by accident.
enum StandardDescriptors {
  /// A descriptor that was closed gets one that cannot be written to (or read), so that it still counts as closed.
  static func keep() {
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) == -1 {
      // The lowest free descriptor is the one that is missing.
      _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }
}
