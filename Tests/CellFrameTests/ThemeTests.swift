import CellFrame
import Foundation
import Testing

enum Roles {
  static let single: [Style] = [
    .plain, .dim, .title, .bar, .barDim, .tab, .caption, .key, .good, .fair, .bad, .playhead, .cursor, .gauge, .border,
  ]
  static let all =
    single + (0..<Style.seriesCount).flatMap { [Style.fill($0), .shade($0), .ghost($0), .mark($0)] }
    + (0..<Style.neutralCount).map { Style.neutral($0) }
}

/// Contrast by WCAG 2.2, "contrast ratio" and "relative luminance": from 1 to 21.
private func contrast(_ one: RGB, _ other: RGB) -> Double {
  func luminance(_ color: RGB) -> Double {
    func linear(_ value: Int) -> Double {
      let c = Double(value) / 255
      return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue)
  }
  let (a, b) = (luminance(one), luminance(other))
  return (max(a, b) + 0.05) / (min(a, b) + 0.05)
}

@Suite("Themes") struct ThemeTests {
  @Test("every role can be read: contrast of at least 4.5 to 1 on its ground", arguments: Theme.all)
  func contrasts(theme: Theme) {
    for role in Roles.all {
      let look = theme.look(role)
      let ratio = contrast(look.ink ?? theme.ink, look.ground ?? theme.ground)
      #expect(ratio >= 4.5, "\(theme.name), \(role): \(ratio)")
    }
  }

  @Test("the contrast formula gives its two ends") func formula() {
    #expect(abs(contrast(RGB(0), RGB(0xFFFFFF)) - 21) < 1e-9 && contrast(RGB(0x808080), RGB(0x808080)) == 1)
  }

  @Test("members of a series differ, and repeat after the last", arguments: Theme.all) func series(theme: Theme) {
    #expect(Set(theme.series).count == Style.seriesCount && theme.series.count == Style.seriesCount)
    for member in 0..<Style.seriesCount {
      #expect(theme.look(.fill(member)) == theme.look(.fill(member + Style.seriesCount)))
      #expect(theme.look(.ghost(member)) == theme.look(.ghost(member - Style.seriesCount)))
      #expect(theme.look(.fill(member)) != theme.look(.shade(member)), "\(member): its pieces would be one")
    }
    #expect(theme.shades.count == Style.seriesCount && theme.neutrals.count == Style.neutralCount)
    // What is no member looks like none.
    #expect(Set(theme.series + theme.shades).isDisjoint(with: theme.neutrals))
  }

  @Test("are found by their names") func names() {
    #expect(Set(Theme.all.map(\.name)).count == Theme.all.count)
    #expect(Theme.all.first?.name == "okabe-ito")
    for theme in Theme.all { #expect(Theme.named(theme.name) == theme) }
    #expect(Theme.named("no such theme") == nil)
  }
}

@Suite("Paint") struct PaintTests {
  @Test("keeps to the colours of its depth, and never writes on its own colour", arguments: Theme.all)
  func depths(theme: Theme) {
    let ranges: [(ColorDepth, ClosedRange<Int>)] = [
      (.truecolor, 0...0xFF_FFFF), (.indexed256, 16...255), (.ansi16, 0...15), (.ansi8, 0...7),
    ]
    for (depth, range) in ranges {
      for role in Roles.all {
        let paint = Paint(role, theme: theme, depth: depth)
        #expect(paint.ink.map(range.contains) ?? true, "\(theme.name), \(role), \(depth)")
        #expect(paint.ground.map(range.contains) ?? true, "\(theme.name), \(role), \(depth)")
        #expect(paint.ink == nil || paint.ink != paint.ground, "\(theme.name), \(role), \(depth)")
      }
    }
  }

  @Test("without colour has none, and tells done from planned", arguments: Theme.all) func mono(theme: Theme) {
    for role in Roles.all {
      let paint = Paint(role, theme: theme, depth: .mono)
      #expect(paint.ink == nil && paint.ground == nil, "\(role)")
    }
    let done = Paint(.fill(0), theme: theme, depth: .mono)
    let planned = Paint(.ghost(0), theme: theme, depth: .mono)
    #expect(done.reverse && !planned.reverse && planned.dim)
  }

  @Test("at truecolor is the theme's colour itself") func truecolor() {
    let paint = Paint(.fill(1), theme: .okabeIto, depth: .truecolor)
    #expect(paint.ground == 0x56B4E9 && paint.ink == 0x0B0C10 && paint.bold)
    #expect(Paint(.plain, theme: .okabeIto, depth: .truecolor).ground == 0x101218)
  }
}
