/// One character cell: a scalar of width one (or the left half of a wide one) and its role.
public struct Cell: Sendable, Hashable {
  public var scalar: Unicode.Scalar
  public var style: Style

  public init(_ scalar: Unicode.Scalar = " ", _ style: Style = .plain) {
    self.scalar = scalar
    self.style = style
  }

  /// Stands in the cell that the right half of a wide character covers.
  public static let covered: Unicode.Scalar = "\u{0}"
}

/// How many cells a scalar takes: 0 (controls, combining marks), 1 or 2 (East Asian wide, emoji).
///
/// East Asian *ambiguous* scalars (box drawing, blocks, arrows) count as one, as terminals outside CJK set-ups draw them.
public func cellWidth(of scalar: Unicode.Scalar) -> Int {
  if scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) { return 0 }
  // Latin; then punctuation, arrows, mathematical signs, box drawing, blocks and shapes that views are made of.
  if scalar.value < 0x300 || (0x2010...0x2027).contains(scalar.value) || (0x2190...0x22FF).contains(scalar.value)
    || (0x2500...0x25FC).contains(scalar.value)
  {
    return 1
  }
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .format, .control, .lineSeparator, .paragraphSeparator, .surrogate: return 0
  default: break
  }
  let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
    0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
    0x1F680...0x1F6FF, 0x1F7E0...0x1F7EB, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
  ]
  return wide.contains { $0.contains(scalar.value) } ? 2 : 1
}

/// How many cells a text takes in one line.
public func cellWidth(of text: some StringProtocol) -> Int {
  text.unicodeScalars.reduce(0) { $0 + cellWidth(of: $1) }
}
