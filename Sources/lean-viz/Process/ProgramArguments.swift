import AttentionKernel
import CellTerminal

/// What the program was asked for, as text.
enum ProgramArguments {
  /// The arguments after the program's name.
  static var given: [String] { ProcessArguments.bytes.map(decoded) }

  /// The one place where the bytes of an argument become text. File names among them may be no UTF-8.
  static func decoded(_ bytes: [UInt8]) -> String { FileName.text(of: bytes) }
}
