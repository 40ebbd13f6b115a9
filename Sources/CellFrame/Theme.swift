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
  public var onFill: RGB

  private var table: [Style: Look]

  /// The look of a role.
  public func look(_ style: Style) -> Look {
    switch style {
    case .fill(let n): return Look(onFill.value, on: member(n).value, bold: true, mono: .reverse)
    case .ghost(let n): return Look(member(n).value, mono: .dim)
    case .mark(let n): return Look(member(n).value, bold: true, mono: .bold)
    default: return table[style] ?? Look(ink.value)
    }
  }

  private func member(_ n: Int) -> RGB { series[((n % series.count) + series.count) % series.count] }
}

extension Theme {
  /// All there are; the first is the default.
  public static let all = [okabeIto]

  public static func named(_ name: String) -> Theme? { all.first { $0.name == name } }

  /// Colours that people with any common colour blindness can tell apart, on a dark ground.
  ///
  /// Source: M. Okabe, K. Ito, "Color Universal Design" (2008); blue and purple lightened until text on them, and they
  /// on the ground, have a contrast of 4.5:1.
  public static let okabeIto = Theme(
    name: "okabe-ito", ground: RGB(0x101218), ink: RGB(0xDADDE5),
    series: [0xE69F00, 0x56B4E9, 0x00A87A, 0xF0E442, 0x5C9BE0, 0xE8743B, 0xD488B4].map { RGB($0) },
    onFill: RGB(0x0B0C10),
    table: [
      .plain: Look(0xDADDE5), .dim: Look(0x8B90A0, mono: .plain), .title: Look(0xFFFFFF, bold: true, mono: .bold),
      .bar: Look(0xFFFFFF, on: 0x1E222D, bold: true, mono: .bold), .barDim: Look(0xA9AFBF, on: 0x1E222D),
      .tab: Look(0x101218, on: 0x8AB4F8, bold: true, mono: .reverse), .caption: Look(0xF5E08A, mono: .plain),
      .key: Look(0x8AB4F8, bold: true, mono: .bold), .good: Look(0x3DD9A4, bold: true, mono: .bold),
      .fair: Look(0xFFC24D, bold: true, mono: .bold), .bad: Look(0xFF7B72, bold: true, mono: .bold),
      .playhead: Look(0xFFFFFF, bold: true, mono: .bold), .gauge: Look(0x8AB4F8, mono: .bold),
      .border: Look(0x8AB4F8, mono: .plain),
    ])
}
