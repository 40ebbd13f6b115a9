import Foundation
import Glibc
import TerminalTestSupport
import Testing

/// The input is used as memory: where it is cut meanwhile, that memory is gone.
@Suite("An input that is cut while it is read") struct CutInputTests {
  /// A tensor file of zeros that takes a while to be gone through: sixteen query heads on one KV head.
  private static func write(to path: String) throws {
    let (keys, headDim, heads) = (100_000, 64, 16)
    let (q, kv) = (heads * headDim * 4, keys * headDim * 4)
    let tensors = [
      ("q", [1, heads, headDim], 0, q), ("k", [1, 1, keys, headDim], q, q + kv),
      ("v", [1, 1, keys, headDim], q + kv, q + 2 * kv),
    ]
    let members = tensors.map { "\"\($0)\":{\"dtype\":\"F32\",\"shape\":\($1),\"data_offsets\":[\($2),\($3)]}" }
    var header = "{" + members.joined(separator: ",") + "}"
    while header.utf8.count % 8 != 0 { header += " " }
    let beginning = (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) } + Array(header.utf8)
    try Data(beginning).write(to: URL(filePath: path))
    #expect(truncate(path, off_t(beginning.count + q + 2 * kv)) == 0)
  }

  /// Cuts the file as soon as a process has it as memory.
  private static func cut(_ path: String, of process: pid_t) {
    while kill(process, 0) == 0 {
      let maps = try? String(contentsOfFile: "/proc/\(process)/maps", encoding: .utf8)
      if maps?.contains(path) == true { break }
      usleep(1000)
    }
    #expect(truncate(path, 1000) == 0)
  }

  @Test(
    "ends the program with 2 and a line that names it",
    arguments: [["run", "--runs", "100000"], ["run", "--threads", "4", "--units", "4"], ["bench"], ["--plain"]])
  func commands(_ arguments: [String]) throws {
    let folder = try TemporaryFolder()
    let path = folder.path("cut.safetensors")
    try Self.write(to: path)
    let end = try FinishedProgram.run(arguments + ["--input", path]) { Self.cut(path, of: $0.process) }
    #expect(end.status == 2 && !end.wasSignalled, "\(end)")
    #expect(end.error == "lean-viz: \(path): was cut, or its disk failed, while it was read\n", "\(end)")
  }

  @Test("gives the terminal back before that") func screen() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("cut.safetensors")
    try Self.write(to: path)
    let terminal = try BuiltProgram.start(["--input", path])
    let before = terminal.modes
    Self.cut(path, of: terminal.processID)
    terminal.expectEnd(.status(2), modes: before, "cut")
    #expect(
      terminal.screen.text.replacing("\n", with: "").contains("cut.safetensors: was cut"), "\(terminal.screen.text)")
  }
}
