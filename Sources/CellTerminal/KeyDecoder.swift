import CellFrame

/// Turns the bytes that terminals send into keys: every form of a key that any of them sends, whatever `TERM` says.
///
/// A value: bytes go in by ``feed(_:)``, keys come out of ``next()``. What is neither text nor a known sequence is
/// swallowed whole, however slowly it comes: once a sequence has begun it runs until it ends, and only where a byte may
/// be a key by itself does time decide (``patience``, ``giveUp()``). A terminal that never ends a sequence does not keep
/// the keyboard: a control character, ESC among them, breaks it off, as in terminals themselves, and is a key.
struct KeyDecoder {
  private enum State {
    /// Between keys.
    case ground
    /// ESC has come: the key, or the beginning of a sequence.
    case escape
    /// `ESC [`, and the parameters so far; nil where they are too many for any key.
    case controlSequence(parameters: [UInt8]?)
    /// `ESC O`.
    case shiftSequence
    /// `ESC [ [`: a function key of the Linux console, whose last byte comes.
    case consoleKey
    /// An old mouse report, of which so many bytes are still to come.
    case oldMouseReport(left: Int)
    /// A terminal's answer, `ESC ] … BEL` or `ESC P … ESC \`: swallowed.
    case string
    /// The same, and an ESC.
    case stringEscape
    /// The beginning of a character in UTF-8.
    case character([UInt8], length: Int)
    /// Text between the marks of a bracketed paste.
    case paste(Paste)
  }

  private var state = State.ground
  /// What has been decoded and not yet been taken, the next one last.
  private var keys: [Key] = []

  /// More parameters than any key has; they are not kept.
  private static let mostParameters = 256
  private static let escape: UInt8 = 0x1B

  mutating func feed(_ bytes: some Sequence<UInt8>) {
    keys.reverse()
    for byte in bytes { take(byte) }
    keys.reverse()
  }

  /// The next key, or nil if there is none yet.
  mutating func next() -> Key? { keys.popLast() }

  /// How many milliseconds to wait for more before ``giveUp()``; nil where nothing depends on time.
  var patience: Int? {
    switch state {
    case .escape: 50
    // Who is caught in a paste that never ends presses ^C, and waits.
    case .paste(let paste) where paste.lastKey != nil: 500
    default: nil
    }
  }

  /// Settles what may be a key by itself, since nothing came after it.
  mutating func giveUp() {
    keys.reverse()
    defer { keys.reverse() }
    switch state {
    case .escape: keys.append(.escape)
    case .paste(let paste):
      guard let key = paste.lastKey else { return }
      keys += [.paste(paste.text), key]
    default: return
    }
    state = .ground
  }

  // MARK: One byte

  private mutating func take(_ byte: UInt8) {
    switch state {
    case .ground: begin(byte)
    case .escape: takeAfterEscape(byte)
    case .controlSequence(let parameters): take(byte, after: parameters)
    case .shiftSequence:
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): break
      case 0x21...0x7E: end(Key(shiftSequence: byte))
      default: breakOff(byte)
      }
    case .consoleKey:
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "E"): end(.function(Int(byte - UInt8(ascii: "A")) + 1))
      default: breakOff(byte)
      }
    case .oldMouseReport(let left):
      if byte < 0x20 { breakOff(byte) } else { state = left > 1 ? .oldMouseReport(left: left - 1) : .ground }
    case .string:
      switch byte {
      case 0x07: state = .ground
      case Self.escape: state = .stringEscape
      case ..<0x20: breakOff(byte)
      default: break
      }
    case .stringEscape:
      if byte == UInt8(ascii: "\\") {
        state = .ground
      } else {
        state = .escape
        take(byte)
      }
    case .character(let bytes, let length): take(byte, after: bytes, length: length)
    case .paste(var paste):
      // The bytes have one owner, or each of them would copy all.
      state = .ground
      if paste.take(byte) { keys.append(.paste(paste.text)) } else { state = .paste(paste) }
    }
  }

  private mutating func end(_ key: Key?) {
    state = .ground
    if let key { keys.append(key) }
  }

  /// What has begun ends here, unfinished, and the byte is one by itself.
  private mutating func breakOff(_ byte: UInt8) {
    state = .ground
    begin(byte)
  }

  private mutating func begin(_ byte: UInt8) {
    switch byte {
    case Self.escape: state = .escape
    case ..<0x80: end(Key(ascii: byte))
    case 0xC2...0xDF: state = .character([byte], length: 2)
    case 0xE0...0xEF: state = .character([byte], length: 3)
    case 0xF0...0xF4: state = .character([byte], length: 4)
    default: break
    }
  }

  private mutating func takeAfterEscape(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "["): state = .controlSequence(parameters: [])
    case UInt8(ascii: "O"): state = .shiftSequence
    case UInt8(ascii: "P"), UInt8(ascii: "]"), UInt8(ascii: "^"), UInt8(ascii: "_"), UInt8(ascii: "X"): state = .string
    default:
      // ESC and a key typed quickly after it; nothing here is bound to Alt.
      keys.append(.escape)
      breakOff(byte)
    }
  }

  /// `ESC [ parameters final`.
  private mutating func take(_ byte: UInt8, after parameters: [UInt8]?) {
    switch byte {
    case 0x20...0x3F:
      state = .controlSequence(
        parameters: parameters.flatMap { $0.count < Self.mostParameters ? $0 + [byte] : nil })
    case UInt8(ascii: "[") where parameters?.isEmpty == true: state = .consoleKey
    // Three bytes follow, which are no keys. It is never asked for.
    case UInt8(ascii: "M") where parameters?.isEmpty == true: state = .oldMouseReport(left: 3)
    case 0x40...0x7E:
      guard let parameters else { return end(nil) }
      let sequence = ControlSequence(parameters: parameters, final: byte)
      state = sequence.beginsPaste ? .paste(Paste()) : .ground
      keys += sequence.keys
    default: breakOff(byte)
    }
  }

  private mutating func take(_ byte: UInt8, after bytes: [UInt8], length: Int) {
    guard byte & 0xC0 == 0x80 else { return breakOff(byte) }
    let bytes = bytes + [byte]
    guard bytes.count == length else { return state = .character(bytes, length: length) }
    let text = String(decoding: bytes, as: UTF8.self)
    guard let character = text.first, text.count == 1, character != "\u{FFFD}",
      text.unicodeScalars.allSatisfy({ $0.value >= 0xA0 })
    else { return end(nil) }
    end(.character(character))
  }
}

extension Key {
  /// The key that sends one byte, or the character that it is.
  init(ascii byte: UInt8) {
    switch byte {
    case 0x1B: self = .escape
    case 0x0A, 0x0D: self = .enter
    case 0x09: self = .tab
    case 0x08, 0x7F: self = .backspace
    case 0x01...0x1A: self = .control(Character(Unicode.Scalar(byte + 0x60)))
    case 0x00, 0x1C...0x1F: self = .control(Character(Unicode.Scalar(byte + 0x40)))
    default: self = .character(Character(Unicode.Scalar(byte)))
    }
  }

  /// `ESC O final`: keys of terminals in application mode, and of the number pad.
  fileprivate init?(shiftSequence final: UInt8) {
    switch Character(Unicode.Scalar(final)) {
    case "A", "a": self = .up
    case "B", "b": self = .down
    case "C", "c": self = .right
    case "D", "d": self = .left
    case "H": self = .home
    case "F": self = .end
    case "M": self = .enter
    case "I": self = .tab
    case "P": self = .function(1)
    case "Q": self = .function(2)
    case "R": self = .function(3)
    case "S": self = .function(4)
    // Number pad: the codes lie 0x40 above the characters on the keys.
    case "j"..."y": self = .character(Character(Unicode.Scalar(final - 0x40)))
    default: return nil
    }
  }
}
