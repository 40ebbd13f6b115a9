import CellFrame
import Foundation
import TestSupport
import Testing

@testable import VizRecording

@Suite struct FilmTests {
  private func frame(_ text: String) -> Frame {
    var frame = Frame(width: 12, height: 1)
    frame.write(text, x: 0, y: 0)
    return frame
  }

  private func film(_ frames: [(Double, String)]) -> [String] {
    var film = Film(leastGap: 80)
    for (time, text) in frames { film.show(frame(text), at: time) }
    return film.shots.map { "\($0.start) \($0.frame.lines[0])" }
  }

  @Test("frames that come too soon are left out, but for the last of a pause") func gaps() {
    #expect(film([(0, "a"), (0.1, "b"), (0.2, "c")]) == ["0 a", "100 b", "200 c"])
    #expect(
      film([(0, "a"), (0.033, "b"), (0.066, "c"), (0.1, "d"), (0.133, "e"), (5, "f")]) == [
        "0 a", "100 d", "133 e", "5000 f",
      ])
    #expect(film([(0, "a"), (0.033, "b"), (4, "c")]) == ["0 a", "33 b", "4000 c"])
  }

  @Test("what is put in place of a frame at once was never there, and what comes back was never away") func atOnce() {
    #expect(film([(0, "a"), (0, "b"), (1, "c"), (1, "d")]) == ["0 b", "1000 d"])
    #expect(film([(0, "a"), (1, "a"), (2, "b"), (2.033, "c"), (2.066, "b")]) == ["0 a", "2000 b"])
  }
}

@Suite struct AnimatedSVGTests {
  private static let styles: [Style] = [
    .plain, .dim, .title, .bar, .cursor, .border, .fill(0), .fill(1), .ghost(1), .mark(2),
  ]

  /// A frame with some pieces of another one changed.
  private func changed(_ frame: Frame, _ random: inout SeededRandom) -> Frame {
    let words = ["A7", "a < b", "x & y  z", "──│──", "◆", "\"q\"", "注 w", "   ", "22 steps", "µ′⊕α"]
    var frame = frame
    for _ in 0..<Int.random(in: 0...4, using: &random) {
      frame.write(
        words[Int.random(in: 0..<words.count, using: &random)], x: Int.random(in: 0..<frame.width, using: &random),
        y: Int.random(in: 0..<frame.height, using: &random),
        style: Self.styles[Int.random(in: 0..<Self.styles.count, using: &random)])
    }
    // What was half of a wide character is none any more.
    for y in 0..<frame.height {
      for x in 0..<frame.width {
        let isHalf = frame[x, y].scalar == Cell.covered && cellWidth(of: frame[x - 1, y].scalar) != 2
        let isCut = cellWidth(of: frame[x, y].scalar) == 2 && frame[x + 1, y].scalar != Cell.covered
        if isHalf || isCut { frame[x, y] = Cell(" ", frame[x, y].style) }
      }
    }
    return frame
  }

  @Test("at every moment the picture shows the frame of that moment, in both themes", arguments: 0..<8)
  func everyMoment(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var film = Film()
    var shown: [(time: Double, frame: Frame)] = []
    var frame = Frame(width: 40, height: 6)
    var now = 0.0
    // Now and then more frames come than are kept.
    let slowest = seed.isMultiple(of: 2) ? 2.0 : 0.1
    for _ in 0..<40 {
      frame = changed(frame, &random)
      film.show(frame, at: now)
      shown.append((now, frame))
      now += Double.random(in: 0.03...slowest, using: &random)
    }
    film.hold(until: now + 1)
    let picture = try MovingPicture(film.svg(dark: .okabeIto, light: .projector, title: "a < b"))
    #expect(abs(picture.seconds - (now + 1)) < 0.002)
    for _ in 0..<50 {
      let moment = Double.random(in: 0..<now + 1, using: &random)
      // Rounding to milliseconds is none of a picture's faults.
      if shown.contains(where: { abs($0.time - moment) < 0.002 }) { continue }
      let seen = try picture.frame(at: moment, like: frame)
      // Frames that are shown for long are there to the millisecond; others for as long as nobody sees the difference.
      let place = try #require(shown.lastIndex { $0.time <= moment })
      let until = place + 1 < shown.count ? shown[place + 1].time : now + 1
      let right =
        until - shown[place].time >= 0.0815
        ? [shown[place].frame] : shown[...place].filter { $0.time > moment - 0.17 }.map(\.frame)
      #expect(right.contains { $0.text == seen.text }, "seed \(seed), at \(moment) s:\n\(seen.text)")
      guard let frame = right.first(where: { $0.text == seen.text }) else { return }
      for (theme, isLight) in [(Theme.okabeIto, false), (.projector, true)] {
        let wrong = try picture.wrongColours(at: moment, in: theme, isLight: isLight, of: frame)
        #expect(wrong.isEmpty, "seed \(seed): \(wrong)")
      }
    }
    // Where nothing may move, and in programs that know no animation, it is the last frame.
    #expect(try picture.still(like: frame).text == frame.text)
  }

  @Test("where it would be too large, frames are left out until it fits, the last one never") func size() throws {
    var random = SeededRandom(seed: 5)
    var film = Film()
    var frame = Frame(width: 60, height: 12)
    for index in 0..<80 {
      for _ in 0..<3 { frame = changed(frame, &random) }
      film.show(frame, at: Double(index) * 0.1)
    }
    let whole = film.svg(dark: .okabeIto, light: .projector, title: "t")
    let limit = whole.utf8.count / 3
    let svg = film.svg(dark: .okabeIto, light: .projector, title: "t", mostBytes: limit)
    #expect(svg.utf8.count <= limit && svg.utf8.count > limit / 8)
    let picture = try MovingPicture(svg)
    #expect(picture.groupCount > 10)
    #expect(try picture.still(like: frame).text == frame.text)
    #expect(try picture.frame(at: 8.5, like: frame).text == frame.text)
  }

  @Test("it needs nothing from elsewhere, and asks for no more motion than is wanted") func selfContained() {
    var film = Film()
    var frame = Frame(width: 20, height: 2)
    film.show(frame, at: 0)
    frame.write("\"one\" & <two>", x: 1, y: 0)
    film.show(frame, at: 1)
    let svg = film.svg(dark: .okabeIto, light: .projector, title: "t")
    let references = svg.replacing("xmlns=\"http://www.w3.org/2000/svg\"", with: "")
    for text in ["href", "url(", "http", "<script", "@import", "<image", "<foreignObject"] {
      #expect(!references.contains(text), "\(text) in\n\(svg)")
    }
    #expect(svg.contains("@media (prefers-reduced-motion:reduce){g{animation:none!important}}"))
    #expect(svg.contains("@media (prefers-color-scheme:light)"))
  }
}
