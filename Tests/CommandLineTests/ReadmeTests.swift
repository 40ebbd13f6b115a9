import ArgumentParser
import Foundation
import Testing

@testable import lean_viz

@Suite("The READMEs") struct ReadmeTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The lines of shell that run the program, without comments and what their output is piped into.
  private static func commands(in file: String) throws -> [String] {
    let text = try String(contentsOf: root.appending(path: file), encoding: .utf8)
    return text.matches(of: /```sh\n((?:.*\n)*?)```/).flatMap { $0.1.split(separator: "\n") }.filter {
      $0.hasPrefix("lean-viz")
    }.map { line in
      let command = line.prefix { $0 != "#" && $0 != "|" }
      return command.trimmingCharacters(in: .whitespaces)
    }
  }

  @Test("show only commands that the program takes, and demos that there are") func commands() throws {
    let commands = try Self.commands(in: "README.md")
    #expect(commands.count > 10 && commands.contains("lean-viz"))
    for line in commands {
      let arguments = line.split(separator: " ").dropFirst().map(String.init)
      guard let command = try? LeanViz.parseAsRoot(arguments) else {
        Issue.record("not taken: \(line)")
        continue
      }
      let demo = (command as? PlayCommand)?.demo ?? (command as? RecordCommand)?.demo
      if let demo { #expect(ShippedDemo.named(demo) != nil, "\(line)") }
    }
  }

  @Test("show pictures and link to files that there are") func files() throws {
    for file in ["README.md", "demos/README.md", ".github/CONTRIBUTING.md"] {
      let text = try String(contentsOf: Self.root.appending(path: file), encoding: .utf8)
      let folder = Self.root.appending(path: file).deletingLastPathComponent()
      for link in text.matches(of: /\]\(([^)#:]+)[^)]*\)/) {
        let path = folder.appending(path: String(link.1)).path
        #expect(FileManager.default.fileExists(atPath: path), "\(file): \(link.1)")
      }
    }
  }
}
