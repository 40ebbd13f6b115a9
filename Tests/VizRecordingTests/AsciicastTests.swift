import Foundation
import Testing
import VizRecording

@Suite struct AsciicastTests {
  @Test("every line is JSON, and the data come back as they went in")
  func roundTrips() throws {
    var cast = Asciicast(width: 120, height: 36, title: "a \"title\" \\ with µ", timestamp: 17)
    let data = (0...0x7F).map { UInt8($0) } + Array("µ ⊕ ◆".utf8)
    cast.addOutput(data, at: 0)
    cast.addMarker("1 · chapter", at: 1.0004)
    cast.addOutput([], at: 12.3456)
    let lines = String(decoding: cast.bytes, as: UTF8.self).split(separator: "\n")
    let header = try #require(try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: Any])
    #expect(header["version"] as? Int == 2)
    #expect(header["width"] as? Int == 120 && header["height"] as? Int == 36)
    #expect(header["timestamp"] as? Int == 17)
    #expect(header["title"] as? String == "a \"title\" \\ with µ")
    let events = try lines.dropFirst().map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [Any])
    }
    #expect(events.map { $0[0] as? Double } == [0, 1, 12.346])
    #expect(events.map { $0[1] as? String } == ["o", "m", "o"])
    #expect(events[0][2] as? String == String(decoding: data, as: UTF8.self))
  }

  @Test("without a timestamp there is none, and time never goes back")
  func isReproducible() {
    var cast = Asciicast(width: 80, height: 24, title: "t")
    cast.addOutput([65], at: 2)
    cast.addOutput([66], at: 1)
    let text = String(decoding: cast.bytes, as: UTF8.self)
    #expect(!text.contains("timestamp"))
    #expect(text.hasSuffix("[2.000, \"o\", \"A\"]\n[2.000, \"o\", \"B\"]\n"))
  }
}
