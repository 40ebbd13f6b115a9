/// A recording in asciicast v2: a header and one JSON array a line, for asciinema and its player.
///
/// Source: docs.asciinema.org/manual/asciicast/v2.
public struct Asciicast: Sendable {
  public let width: Int
  public let height: Int
  public let title: String
  /// Seconds since 1970; left out if nil, so that a recording can be reproduced byte for byte.
  public let timestamp: Int?
  /// The terminal that the bytes are meant for.
  public let term: String

  private var body: [UInt8] = []
  /// When the last event happened, in milliseconds.
  public private(set) var end = 0

  public init(width: Int, height: Int, title: String, timestamp: Int? = nil, term: String = "xterm-256color") {
    self.width = width
    self.height = height
    self.title = title
    self.timestamp = timestamp
    self.term = term
  }

  /// What the terminal was sent at a time, in seconds from the beginning; times never go back.
  ///
  /// - Parameter bytes: whole characters in UTF-8.
  public mutating func addOutput(_ bytes: [UInt8], at seconds: Double) { add("o", bytes, at: seconds) }

  /// A marker: a chapter in the player's scrub bar.
  public mutating func addMarker(_ label: String, at seconds: Double) { add("m", Array(label.utf8), at: seconds) }

  /// What was typed, as a terminal sends it.
  public mutating func addInput(_ bytes: [UInt8], at seconds: Double) { add("i", bytes, at: seconds) }

  private mutating func add(_ code: String, _ data: [UInt8], at seconds: Double) {
    // Absolute times are rounded, so that nothing drifts.
    end = max(end, Int((seconds * 1000).rounded()))
    body += Array("[\(end / 1000).".utf8)
    let thousandths = String(end % 1000)
    body += Array((String(repeating: "0", count: 3 - thousandths.count) + thousandths + ", \"\(code)\", ").utf8)
    body += Self.quoted(data)
    body += Array("]\n".utf8)
  }

  /// The file's bytes.
  public var bytes: [UInt8] {
    var header = "{\"version\": 2, \"width\": \(width), \"height\": \(height)"
    if let timestamp { header += ", \"timestamp\": \(timestamp)" }
    header += ", \"title\": "
    return Array(header.utf8) + Self.quoted(Array(title.utf8))
      + Array(", \"env\": {\"TERM\": \"\(term)\"}}\n".utf8) + body
  }

  /// A JSON string: quotes, backslashes and controls escaped, everything else as it is.
  private static func quoted(_ data: [UInt8]) -> [UInt8] {
    let hex = Array("0123456789abcdef".utf8)
    var quoted: [UInt8] = [UInt8(ascii: "\"")]
    quoted.reserveCapacity(data.count + data.count / 4)
    for byte in data {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): quoted += [UInt8(ascii: "\\"), byte]
      case 0..<0x20, 0x7F: quoted += Array("\\u00".utf8) + [hex[Int(byte >> 4)], hex[Int(byte & 15)]]
      default: quoted.append(byte)
      }
    }
    quoted.append(UInt8(ascii: "\""))
    return quoted
  }
}
