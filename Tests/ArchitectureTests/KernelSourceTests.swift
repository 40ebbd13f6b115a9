import Foundation
import Testing

/// What no result shows, but every time would.
@Suite("The kernel's source") struct KernelSourceTests {
  private let kernel = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Sources/KernelBase")

  /// The vectors' lines that make an array by a call, which keeps it in memory (see `zeros` in Lanes.swift).
  private func arraysInMemory(_ text: String) -> [Substring] {
    text.split(separator: "\n").filter { !$0.contains("///") && $0.contains(/InlineArray(<.*>)?\(repeating/) }
  }

  @Test("makes no array of vectors that would stay in memory") func arraysStayInRegisters() throws {
    let files = try FileManager.default.contentsOfDirectory(at: kernel, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "swift" }
    for file in files {
      let found = try arraysInMemory(String(contentsOf: file, encoding: .utf8))
      #expect(found.isEmpty, "\(file.lastPathComponent): \(found)")
    }
    #expect(files.contains { $0.lastPathComponent == "Scores.swift" })
  }

  @Test("is looked through by a rule that finds such arrays") func ruleFinds() {
    #expect(arraysInMemory("  var sums = InlineArray<count, Lanes>(repeating: .zero)").count == 1)
    #expect(arraysInMemory("  var sums: InlineArray<8, Lanes> = InlineArray(repeating: .zero)").count == 1)
    #expect(arraysInMemory("  var sums: InlineArray<8, Lanes> = zeros()").isEmpty)
  }
}

/// What goes wrong only where a clock does.
@Suite("Clocks") struct ClockSourceTests {
  @Test("are read where differences are taken that cannot be negative, and nowhere else") func oneDifference() throws {
    let kernel = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources/AttentionKernel")
    let paths = try #require(FileManager.default.enumerator(atPath: kernel.path)).compactMap { $0 as? String }
    var readers: [String] = []
    for path in paths where path.hasSuffix(".swift") {
      let text = try String(contentsOf: kernel.appending(path: path), encoding: .utf8)
      if text.contains("lean_nanoseconds()") { readers.append(path) }
      // Of two readings of any clock.
      let differences = text.split(separator: "\n").filter {
        $0.contains(/(now\(\)|end|now|last) &?- (\w+\.)?(start|first|last)\b/)
      }
      #expect(
        differences.isEmpty || path == "Machine/Stopwatch.swift" || path == "Threads/WaitWord.swift",
        "\(path): \(differences)")
    }
    #expect(readers.sorted() == ["Machine/Stopwatch.swift", "Machine/TickClock.swift"])
  }
}
