import Foundation
import TestSupport
import Testing

@testable import AttentionKernel

@Suite("File names") struct FileNameTests {
  @Test("of any bytes become text and the same bytes again, no two the same text") func roundTrip() {
    var random = SeededRandom(seed: 8)
    // Whole characters, pieces of them, and those that stand for bytes.
    let parts: [[UInt8]] =
      ["é", "/", ".", "𝄞", "\u{10FE80}", "\u{10FEFF}", "\u{10FFFF}", "\u{301}"].map { Array($0.utf8) }
      + [[0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x8F, 0xBA], [0x80], [0xFF], [0xC0, 0x80], [0xF5, 0x80, 0x80, 0x80]]
    var texts: [String: [UInt8]] = [:]
    for _ in 0..<4000 {
      var name: [UInt8] = []
      for _ in 0..<Int.random(in: 0...6, using: &random) {
        name +=
          Bool.random(using: &random)
          ? parts.randomElement(using: &random) ?? [] : [UInt8.random(in: 1...255, using: &random)]
      }
      let text = FileName.text(of: name)
      #expect(FileName.bytes(of: text) == name)
      // Not by ==, under which é is e with an accent.
      let key = text.unicodeScalars.map { String($0.value) }.joined(separator: " ")
      #expect(texts.updateValue(name, forKey: key) ?? name == name)
    }
  }

  @Test("that are UTF-8 stay as they are; other bytes are shown in hexadecimal") func readable() {
    for name in ["plain", "café.json", "日本語", "\u{10FFFF}", ""] {
      #expect(FileName.text(of: Array(name.utf8)) == name && FileName.readable(name) == name)
    }
    let latin1 = FileName.text(of: Array("a/caf".utf8) + [0xE9] + Array(".json".utf8))
    #expect(FileName.readable(latin1) == "a/caf\\xE9.json" && FileName.short(latin1) == "caf\\xE9.json")
    #expect(latin1.hasSuffix(".json"))
    #expect(FileName.short("x/a\nb\u{202E}c") == "a?b?c")
    #expect(FileName.short(String(repeating: "x", count: 300)).count == 100)
  }

  @Test("lead to their files: read, written, listed") func files() throws {
    try withFolder { folder in
      let name = FileName.text(of: [0x61, 0xFF, 0xC3, 0x62])
      try WholeFile.write([1, 2], to: "\(folder)/\(name)")
      #expect(Folder.names(in: folder).map { $0.map(FileName.bytes) } == [[0x61, 0xFF, 0xC3, 0x62]])
      #expect(try WholeFile.read("\(folder)/\(name)", atMost: 10) == [1, 2])
      #expect(FileIdentity("\(folder)/\(name)")?.exists == true)
      let missing = #expect(throws: KernelFailure.self) { try WholeFile.read("\(folder)/x\(name)", atMost: 10) }
      #expect(missing?.description == "\(folder)/xa\\xFF\\xC3b: No such file or directory")
      // A name with a zero in it must not lead to the one before the zero.
      let zero = #expect(throws: KernelFailure.self) { try WholeFile.read("\(folder)/\(name)\0x", atMost: 10) }
      #expect(zero?.kind == .file && zero?.description.contains("zero") == true)
      #expect(Folder.names(in: folder + "/none") == nil)
    }
  }

  @Test("of one file are one, however they are spelled") func identity() throws {
    try withFolder { folder in
      let files = FileManager.default
      try files.createDirectory(atPath: folder + "/sub", withIntermediateDirectories: false)
      try Data([1]).write(to: URL(filePath: folder + "/a"))
      try files.createSymbolicLink(atPath: folder + "/link", withDestinationPath: "a")
      try files.linkItem(atPath: folder + "/a", toPath: folder + "/hard")
      try files.createSymbolicLink(atPath: folder + "/dangling", withDestinationPath: "sub/../new")
      try files.createSymbolicLink(atPath: folder + "/folder", withDestinationPath: folder)
      for name in ["./a", "sub/../a", "link", "hard", "folder/a", "folder/link"] {
        #expect(FileIdentity("\(folder)/\(name)") == FileIdentity(folder + "/a"), "\(name)")
      }
      for name in ["sub/../new", "dangling", "folder/new", "folder/dangling", ".//new"] {
        #expect(FileIdentity("\(folder)/\(name)") == FileIdentity(folder + "/new"), "\(name)")
      }
      let others = ["a", "new", "sub/new", "sub", "NEW", "new "].map { FileIdentity("\(folder)/\($0)") }
      #expect(Set(others).count == others.count && !others.contains(nil))
      #expect(FileIdentity(folder + "/none/new") == nil && FileIdentity("") == nil)
    }
  }
}
