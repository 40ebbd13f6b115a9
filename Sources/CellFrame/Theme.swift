/// A 24-bit colour, `0xRRGGBB`.
public struct RGB: Sendable, Hashable {
  public var value: UInt32
  public init(_ value: UInt32) { self.value = value & 0xFF_FFFF }
  public var red: Int { Int(value >> 16) }
  public var green: Int { Int(value >> 8 & 0xFF) }
  public var blue: Int { Int(value & 0xFF) }
}

/// How a role looks in full colour. `nil` leaves the terminal's own colour.
public struct Look: Sendable, Hashable {
  public var ink: RGB?
  public var ground: RGB?
  public var bold = false
  /// In terminals without colour: how the role still stands out.
  public var monochrome: Monochrome = .plain

  public enum Monochrome: Sendable, Hashable { case plain, bold, dim, reverse, underline }

  public init(_ ink: UInt32?, on ground: UInt32? = nil, bold: Bool = false, mono: Monochrome = .plain) {
    self.ink = ink.map { RGB($0) }
    self.ground = ground.map { RGB($0) }
    self.bold = bold
    monochrome = mono
  }
}

/// One table from roles to looks.
public struct Theme: Sendable, Hashable {
  public var name: String
  /// The ground that the program paints, and its ordinary ink.
  public var ground: RGB
  public var ink: RGB
  /// The seven colours of a series, as grounds under ``Theme/onFill``.
  public var series: [RGB]
  /// A second shade of each, for pieces that lie side by side.
  public var shades: [RGB]
  /// Grounds without hue, for what is no member of a series.
  public var neutrals: [RGB]
  public var onFill: RGB

  private var table: [Style: Look]

  /// The look of a role.
  public func look(_ style: Style) -> Look {
    switch style {
    case .fill(let n): return Look(onFill.value, on: member(n).value, bold: true, mono: .reverse)
    case .shade(let n): return Look(onFill.value, on: Self.member(n, of: shades).value, bold: true, mono: .reverse)
    case .neutral(let n): return Look(onFill.value, on: Self.member(n, of: neutrals).value, mono: .reverse)
    case .ghost(let n): return Look(member(n).value, mono: .dim)
    case .mark(let n): return Look(member(n).value, bold: true, mono: .bold)
    default: return table[style] ?? Look(ink.value)
    }
  }

  private func member(_ n: Int) -> RGB { Self.member(n, of: series) }

  private static func member(_ n: Int, of colors: [RGB]) -> RGB {
    colors[((n % colors.count) + colors.count) % colors.count]
  }
}

extension Theme {
  /// All there are; the first is the default.
  public static let all = [okabeIto, projector, dark, mono]

  public static func named(_ name: String) -> Theme? { all.first { $0.name == name } }

  /// The one after this in ``all``.
  public var next: Theme {
    let place = Self.all.firstIndex { $0.name == name } ?? 0
    return Self.all[(place + 1) % Self.all.count]
  }

  /// Colours that people with any common colour blindness can tell apart, on a dark ground.
  ///
  /// Source: M. Okabe, K. Ito, "Color Universal Design" (2008); blue and purple lightened until text on them, and they
  /// on the ground, have a contrast of 4.5:1.
  public static let okabeIto = Theme(
    name: "okabe-ito", ground: RGB(0x101218), ink: RGB(0xDADDE5),
    series: [0xE69F00, 0x56B4E9, 0x00A87A, 0xF0E442, 0x5C9BE0, 0xE8743B, 0xD488B4].map { RGB($0) },
    shades: [0xF4CB78, 0xABDAF5, 0x7CD3B9, 0xFAF5B4, 0xACCBF0, 0xF5BC9C, 0xEAC6DA].map { RGB($0) },
    neutrals: [0x9AA5B8, 0xC4CCD8, 0x808B9E, 0xB0AABC].map { RGB($0) },
    onFill: RGB(0x0B0C10),
    table: table(
      ink: 0xDADDE5, dim: 0x8B90A0, strong: 0xFFFFFF, ground: 0x101218, barGround: 0x1E222D, barDim: 0xA9AFBF,
      accent: 0x8AB4F8, caption: 0xF5E08A, good: 0x3DD9A4, fair: 0xFFC24D, bad: 0xFF7B72))

  /// For a washed-out projector: dark text on white, no greys that vanish.
  public static let projector = Theme(
    name: "projector", ground: RGB(0xFFFFFF), ink: RGB(0x000000),
    series: [0x8A4B00, 0x005A9C, 0x006B45, 0x6B5B00, 0x3F3DB5, 0xB0330A, 0x8E2A6E].map { RGB($0) },
    shades: [0x542E00, 0x00355C, 0x003D28, 0x3F3600, 0x242366, 0x661D05, 0x521740].map { RGB($0) },
    neutrals: [0x4A5568, 0x333B4A, 0x5F6B80, 0x5C5468].map { RGB($0) },
    onFill: RGB(0xFFFFFF),
    table: table(
      ink: 0x000000, dim: 0x3C4048, strong: 0x000000, ground: 0xFFFFFF, barGround: 0xDDE3EE, barDim: 0x2A2E38,
      accent: 0x0B4FA8, caption: 0x5A2A00, good: 0x00603C, fair: 0x7A4A00, bad: 0xB00020))

  /// Softer colours on black.
  public static let dark = Theme(
    name: "dark", ground: RGB(0x000000), ink: RGB(0xC8C8C8),
    series: [0xD9A441, 0x6FB7D6, 0x5DB58A, 0xD6CF6B, 0x8C9FDB, 0xD98A6A, 0xC796C0].map { RGB($0) },
    shades: [0xEBCF9A, 0xB4DAEA, 0xACD9C2, 0xEAE6B2, 0xC3CCED, 0xEBC2B2, 0xE2C8DE].map { RGB($0) },
    neutrals: [0x9AA3B0, 0xC0C6CE, 0x7F8896, 0xADA5B8].map { RGB($0) },
    onFill: RGB(0x000000),
    table: table(
      ink: 0xC8C8C8, dim: 0x858585, strong: 0xF2F2F2, ground: 0x000000, barGround: 0x1C1C1C, barDim: 0xA0A0A0,
      accent: 0x7FA8E0, caption: 0xD8C98A, good: 0x6FCF97, fair: 0xE0B060, bad: 0xE88080))

  /// Greys only: letters, digits and shapes say everything.
  public static let mono = Theme(
    name: "mono", ground: RGB(0x101010), ink: RGB(0xD8D8D8),
    series: [0xF0F0F0, 0xA8A8A8, 0xD0D0D0, 0x8C8C8C, 0xE0E0E0, 0x9A9A9A, 0xBCBCBC].map { RGB($0) },
    shades: [0xA8A8A8, 0xE4E4E4, 0x8C8C8C, 0xC8C8C8, 0x9A9A9A, 0xD8D8D8, 0x848484].map { RGB($0) },
    neutrals: [0x989898, 0xC4C4C4, 0x808080, 0xB0B0B0].map { RGB($0) },
    onFill: RGB(0x000000),
    table: table(
      ink: 0xD8D8D8, dim: 0x8C8C8C, strong: 0xFFFFFF, ground: 0x101010, barGround: 0x262626, barDim: 0xB0B0B0,
      accent: 0xFFFFFF, caption: 0xF0F0F0, good: 0xFFFFFF, fair: 0xD8D8D8, bad: 0xFFFFFF))

  /// The roles that are alike in all themes but for their colours.
  private static func table(
    ink: UInt32, dim: UInt32, strong: UInt32, ground: UInt32, barGround: UInt32, barDim: UInt32, accent: UInt32,
    caption: UInt32, good: UInt32, fair: UInt32, bad: UInt32
  ) -> [Style: Look] {
    [
      .plain: Look(ink), .dim: Look(dim), .title: Look(strong, bold: true, mono: .bold),
      .bar: Look(strong, on: barGround, bold: true, mono: .bold), .barDim: Look(barDim, on: barGround),
      .tab: Look(ground, on: accent, bold: true, mono: .reverse), .caption: Look(caption),
      .key: Look(accent, bold: true, mono: .bold), .good: Look(good, bold: true, mono: .bold),
      .fair: Look(fair, bold: true, mono: .bold), .bad: Look(bad, bold: true, mono: .bold),
      .playhead: Look(strong, bold: true, mono: .bold), .gauge: Look(accent, mono: .bold), .border: Look(accent),
      .cursor: Look(ground, on: strong, bold: true, mono: .underline),
    ]
  }
}
