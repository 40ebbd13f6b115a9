import CellTerminal

/// What the program was asked for, as text.
enum ProgramArguments {
  /// The arguments after the program's name.
  static var given: [String] { ProcessArguments.bytes.map(decoded) }

  /// The one place where the bytes of an argument become text.
  static func decoded(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
