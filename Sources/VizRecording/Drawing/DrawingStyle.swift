import CellFrame

/// Colours, inks and hatchings of a drawing.
enum DrawingStyle {
  /// Light by default, dark where the reader's scheme is; the fills and what is written on them are the same in both.
  static var sheet: String {
    let (light, dark, fills) = (Theme.projector, Theme.okabeIto, Theme.okabeIto)
    let series = fills.series.enumerated().map { ".c\($0) { fill: \($1.hex) }" }.joined(separator: " ")
    return """
      .ground { fill: \(light.ground.hex) }
      text { fill: \(light.ink.hex); font-size: 9px }
      .name { font-size: 11px; font-weight: bold }
      .facts { font-size: 9px; font-weight: normal }
      .dim { opacity: 0.75 }
      .axis, .lane, .wait { stroke: \(light.ink.hex); stroke-width: 0.5 }
      .lane { opacity: 0.15 }
      .wait { stroke-dasharray: 1 2 }
      .merge { fill: \(light.ink.hex); stroke: \(light.ground.hex); stroke-width: 0.6 }
      .publish { fill: \(light.ground.hex); stroke: \(light.ink.hex); stroke-width: 0.8 }
      [class^="c"] { stroke: \(fills.onFill.hex); stroke-width: 0.3 }
      \(series)
      .on { fill: \(fills.onFill.hex); font-weight: bold }
      @media (prefers-color-scheme: dark) {
        .ground { fill: \(dark.ground.hex) }
        text { fill: \(dark.ink.hex) }
        .on { fill: \(fills.onFill.hex) }
        .axis, .lane, .wait { stroke: \(dark.ink.hex) }
        .merge { fill: \(dark.ink.hex); stroke: \(dark.ground.hex) }
        .publish { fill: \(dark.ground.hex); stroke: \(dark.ink.hex) }
      }
      """
  }

  /// One a member of the series but the first, so that neighbours differ in print without colours.
  static var patterns: String {
    let ink = Theme.okabeIto.onFill.hex
    let paths = ["M0 4L4 0", "M0 0L4 4", "M0 2H4", "M2 0V4", "M0 4L4 0M0 0L4 4", "M0 2H1M2 2H3"]
    return paths.enumerated().map { number, path in
      "<pattern id=\"h\(number + 1)\" width=\"4\" height=\"4\" patternUnits=\"userSpaceOnUse\">"
        + "<path d=\"\(path)\" stroke=\"\(ink)\" stroke-width=\"0.6\" fill=\"none\"/></pattern>"
    }.joined()
  }
}
