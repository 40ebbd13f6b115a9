import CellFrame

/// Colours, inks and hatchings of a drawing.
enum DrawingStyle {
  /// How many outputs have a colour of their own; the next ones begin again.
  static let colours = Theme.okabeIto.series.count

  /// The place of an output's colour in the series; the first has no hatching, the others one each.
  static func colour(ofOutput output: Int) -> Int { output % colours }

  /// The fills and what is written on them are the same on both grounds.
  static func sheet(isDark: Bool) -> String {
    let theme = isDark ? Theme.okabeIto : .projector
    let fills = Theme.okabeIto
    let series = fills.series.enumerated().map { ".c\($0) { fill: \($1.hex) }" }.joined(separator: " ")
    return """
      .ground { fill: \(theme.ground.hex) }
      text { fill: \(theme.ink.hex); font-size: 9px }
      .problem { font-size: 8px }
      .name { font-size: 11px; font-weight: bold }
      .mark { font-size: 7px; font-weight: bold }
      .dim { opacity: 0.75 }
      .axis, .lane, .wait, .barrier, .floor { stroke: \(theme.ink.hex); stroke-width: 0.5 }
      .lane { opacity: 0.15 }
      .wait { stroke-dasharray: 1 2 }
      .barrier { stroke-width: 0.8; stroke-dasharray: 2 1.5 }
      .floor { stroke-width: 0.8; stroke-dasharray: 5 2 }
      .floor-name { font-weight: bold }
      .merge { fill: \(theme.ink.hex); stroke: \(theme.ground.hex); stroke-width: 0.6 }
      .publish { fill: \(theme.ground.hex); stroke: \(theme.ink.hex); stroke-width: 0.8 }
      [class^="c"] { stroke: \(fills.onFill.hex); stroke-width: 0.3 }
      \(series)
      .on { fill: \(fills.onFill.hex); font-weight: bold }
      """
  }

  /// One per member of the series but the first, so that neighbours differ in print without colours.
  static var patterns: String {
    let ink = Theme.okabeIto.onFill.hex
    let paths = ["M0 4L4 0", "M0 0L4 4", "M0 2H4", "M2 0V4", "M0 4L4 0M0 0L4 4", "M0 2H1M2 2H3"]
    return paths.enumerated().map { number, path in
      "<pattern id=\"h\(number + 1)\" width=\"4\" height=\"4\" patternUnits=\"userSpaceOnUse\">"
        + "<path d=\"\(path)\" stroke=\"\(ink)\" stroke-width=\"0.6\" fill=\"none\"/></pattern>"
    }.joined()
  }
}
