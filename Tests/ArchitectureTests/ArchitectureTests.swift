import Foundation
import Testing

/// Which modules each target may import; imports only go downwards.
private let allowedImports: [String: Set<String>] = [
  // 1: values
  "AttentionCore": [],
  "CellFrame": [],
  "StrictJSON": [],
  // 2
  "VizPlayback": ["AttentionCore"],
  "CTerminal": [],
  // 3
  "CKernelSupport": [],
  "KernelBase": ["CKernelSupport", "_Builtin_intrinsics"],
  "KernelV3": ["CKernelSupport", "_Builtin_intrinsics"],
  "KernelV4": ["CKernelSupport", "_Builtin_intrinsics"],
  "AttentionKernel": ["AttentionCore", "StrictJSON", "CKernelSupport", "KernelBase", "KernelV3", "KernelV4"],
  "VizScene": ["AttentionCore", "VizPlayback", "CellFrame"],
  "VizRecording": ["AttentionCore", "CellFrame", "StrictJSON"],
  "CellTerminal": ["CTerminal", "CellFrame"],
  "DemoFormat": ["AttentionCore", "VizPlayback", "Yams"],
  // 4: the program
  "lean-viz": [
    "AttentionCore", "AttentionKernel", "CellFrame", "VizPlayback", "VizScene", "CellTerminal", "VizRecording",
    "DemoFormat", "ArgumentParser",
  ],
]

/// Free to all but the targets that are values only.
private let systemModules: Set<String> = ["Foundation", "FoundationEssentials", "Glibc", "Synchronization", "Dispatch"]
private let targetsWithoutSystem: Set<String> = ["AttentionCore", "CellFrame", "StrictJSON", "VizScene"]

@Suite("Imports") struct ArchitectureTests {
  private let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private func sourceFolders() throws -> [URL] {
    try FileManager.default.contentsOfDirectory(
      at: package.appending(path: "Sources"), includingPropertiesForKeys: nil
    ).filter { !$0.lastPathComponent.hasPrefix(".") }
  }

  /// What breaks the table in a text that belongs to a target, by line.
  private func violations(in text: String, of target: String) -> [String] {
    let system = targetsWithoutSystem.contains(target) ? [] : systemModules
    let allowed = allowedImports[target, default: []].union(system)
    return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap { number, line in
      importedModules(inLine: line).filter { !allowed.contains($0) }
        .map { "\(number + 1): \(target) imports \($0)" }
    }
  }

  @Test("are those of the table, in every source") func areThoseOfTheTable() throws {
    var files = 0
    for folder in try sourceFolders() {
      let target = folder.lastPathComponent
      let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".swift") }
      for path in paths {
        let text = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
        #expect(violations(in: text, of: target) == [], "Sources/\(target)/\(path)")
        files += 1
      }
    }
    #expect(files > 20, "the sources were not found")
  }

  @Test("every folder under Sources is a target of the package and stands in the table") func folders() throws {
    let manifest = try String(contentsOf: package.appending(path: "Package.swift"), encoding: .utf8)
    let names = try sourceFolders().map(\.lastPathComponent)
    for name in names {
      #expect(allowedImports[name] != nil, "\(name) is not in the table")
      #expect(
        manifest.contains("(name: \"\(name)\"") || manifest.contains("name: \"\(name)\",")
          || manifest.contains("kernelTarget(\"\(name)\""), "\(name) is no target")
    }
    let known = names + ["KernelV3", "KernelV4"]
    for name in allowedImports.keys { #expect(known.contains(name), "\(name) is in the table, but has no folder") }
  }

  @Test("the table has no way up or round") func isAcyclic() {
    var left = allowedImports
    while let lowest = left.first(where: { $0.value.allSatisfy { left[$0] == nil } }) { left[lowest.key] = nil }
    #expect(left.isEmpty, "\(left.keys.sorted()) import each other")
  }

  @Test(
    "are read in every form that Swift has",
    arguments: [
      ("import Foundation", ["Foundation"]),
      ("  @testable import AttentionCore", ["AttentionCore"]),
      ("@preconcurrency import Glibc // why", ["Glibc"]),
      ("@_spi(Private) public import VizScene", ["VizScene"]),
      ("internal import struct Foundation.Data", ["Foundation"]),
      ("import func Glibc.exit", ["Glibc"]),
      ("import CTerminal.Panel", ["CTerminal"]),
      ("import `lean-viz`", ["lean-viz"]),
      ("import A; import B", ["A", "B"]),
      ("// import Foundation", []),
      ("let important = 1", []),
      ("/// import Foundation", []),
      ("important(import)", []),
    ])
  func forms(line: String, modules: [String]) {
    #expect(importedModules(inLine: line) == modules, "\(line)")
  }

  @Test(
    "that break the table are found",
    arguments: [
      ("AttentionCore", "import Foundation"), ("CellFrame", "import Glibc"), ("VizScene", "import Dispatch"),
      ("AttentionCore", "import CellFrame"), ("VizPlayback", "@testable import AttentionKernel"),
      ("VizScene", "import struct CellTerminal.Screen"), ("CellTerminal", "public import AttentionCore"),
      ("AttentionKernel", "import VizPlayback"), ("DemoFormat", "import ArgumentParser"),
      ("lean-viz", "import Numerics"), ("NoSuchTarget", "import AttentionCore"),
    ])
  func violationsAreFound(target: String, line: String) {
    #expect(violations(in: "// a file\n\(line)\n", of: target).count == 1, "\(target): \(line)")
  }
}
