/// How many colours a terminal can show.
public enum ColorDepth: String, Sendable, Hashable, CaseIterable {
  case truecolor
  case indexed256 = "256"
  case ansi16 = "16"
  case ansi8 = "8"
  case mono
}

/// What a terminal is told to draw a cell with.
///
/// A colour is `0xRRGGBB` at ``ColorDepth/truecolor``, else an index into the terminal's palette; `nil` is its default.
public struct Paint: Sendable, Hashable {
  public var ink: Int?
  public var ground: Int?
  public var bold = false
  public var dim = false
  public var reverse = false
  public var underline = false

  /// The paint for a role under a theme at a colour depth.
  public init(_ style: Style, theme: Theme, depth: ColorDepth) {
    let look = theme.look(style)
    if depth == .mono {
      bold = look.monochrome == .bold
      dim = look.monochrome == .dim
      reverse = look.monochrome == .reverse
      underline = look.monochrome == .underline
      return
    }
    bold = look.bold
    ink = (look.ink ?? theme.ink).index(at: depth)
    ground = (look.ground ?? theme.ground).index(at: depth)
    // With few colours a role's ink can fall onto its ground: then say it without colour.
    if ink == ground {
      ink = nil
      ground = nil
      reverse = look.ground != nil
    }
  }
}

extension RGB {
  /// The nearest colour that a depth offers, as a palette index (`0xRRGGBB` itself at truecolor).
  func index(at depth: ColorDepth) -> Int {
    switch depth {
    case .truecolor: Int(value)
    case .indexed256: nearestInCube
    case .ansi16: nearest(in: Self.ansi)
    case .ansi8: nearest(in: Array(Self.ansi.prefix(8)))
    case .mono: 0
    }
  }

  /// xterm's default palette for the 16 ANSI colours.
  private static let ansi: [RGB] = [
    0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5,
    0x7F7F7F, 0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF,
  ].map { RGB($0) }

  private func nearest(in palette: [RGB]) -> Int {
    palette.indices.min { distance(to: palette[$0]) < distance(to: palette[$1]) } ?? 0
  }

  /// The nearest of the 6×6×6 cube and the 24 greys of the 256-colour palette (the first 16 belong to the user).
  private var nearestInCube: Int {
    let levels = [0, 95, 135, 175, 215, 255]
    func step(_ v: Int) -> Int { levels.indices.min { abs(levels[$0] - v) < abs(levels[$1] - v) } ?? 0 }
    let (r, g, b) = (step(red), step(green), step(blue))
    let cube = RGB(UInt32(levels[r] << 16 | levels[g] << 8 | levels[b]))
    let grey = max(0, min(23, ((red + green + blue) / 3 - 3) / 10))
    let level = 8 + 10 * grey
    let greyColor = RGB(UInt32(level << 16 | level << 8 | level))
    return distance(to: greyColor) < distance(to: cube) ? 232 + grey : 16 + 36 * r + 6 * g + b
  }

  private func distance(to other: RGB) -> Int {
    let (r, g, b) = (red - other.red, green - other.green, blue - other.blue)
    return 2 * r * r + 4 * g * g + 3 * b * b
  }
}
