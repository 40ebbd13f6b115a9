import CellFrame

extension Film {
  /// The film as one self-contained SVG that plays for ever, text as text, in one theme or the other as the reader's
  /// system has it.
  ///
  /// What is alike at several times is written once: each piece of a row (a run of cells of one look, or a ground) belongs
  /// to a group that CSS shows while the piece is on screen. Without animation, or where less motion is asked for, it is the
  /// last frame.
  ///
  /// - Parameters:
  ///   - dark: the theme unless the system asks for a light one.
  ///   - light: the theme for a light system.
  ///   - mostBytes: where the picture would be larger, frames that are shown for the shortest time are left out.
  public func svg(dark: Theme, light: Theme, title: String, mostBytes: Int = 1_000_000) -> String {
    var film = self
    while true {
      let svg = AnimatedSVG(film, dark: dark, light: light).text(title: title)
      if svg.utf8.count <= mostBytes || film.shots.count <= 2 { return svg }
      film = film.thinned(to: film.leastGap * 3 / 2 + 1)
    }
  }
}

/// A film taken apart: its pieces, and when each of them is on screen.
private struct AnimatedSVG {
  /// Something that is drawn in one place.
  struct Piece: Hashable {
    var y: Int
    var columns: Range<Int>
    /// `nil`: a ground.
    var text: String?
    /// Which of the ``looks``.
    var look: Int
  }

  /// The colour of a text or a ground in both themes.
  struct PairOfLooks: Hashable {
    var dark: RGB
    var light: RGB
    var isBold = false
  }

  /// Columns of a piece of a line.
  static let lineLength = 16

  private let film: Film
  private let (dark, light): (Theme, Theme)
  private var looks: [PairOfLooks] = []
  private var placeOfLook: [PairOfLooks: Int] = [:]
  private var pieces: [Piece] = []
  /// The shots in which a piece is seen.
  private var shots: [Piece: [Range<Int>]] = [:]

  init(_ film: Film, dark: Theme, light: Theme) {
    self.film = film
    (self.dark, self.light) = (dark, light)
    for (index, shot) in film.shots.enumerated() {
      for y in 0..<shot.frame.height {
        for piece in grounds(ofRow: y, shot.frame) + texts(ofRow: y, shot.frame) { add(piece, in: index) }
      }
    }
  }

  private mutating func add(_ piece: Piece, in shot: Int) {
    guard let seen = shots[piece] else {
      pieces.append(piece)
      shots[piece] = [shot..<shot + 1]
      return
    }
    if let last = seen.last, last.upperBound == shot {
      shots[piece]?[seen.count - 1] = last.lowerBound..<shot + 1
    } else {
      shots[piece]?.append(shot..<shot + 1)
    }
  }

  private mutating func place(of look: PairOfLooks) -> Int {
    if let place = placeOfLook[look] { return place }
    looks.append(look)
    placeOfLook[look] = looks.count - 1
    return looks.count - 1
  }

  // MARK: pieces of a row

  private mutating func grounds(ofRow y: Int, _ frame: Frame) -> [Piece] {
    var found: [Piece] = []
    for x in 0..<frame.width {
      let style = frame[x, y].style
      let pair = PairOfLooks(
        dark: dark.look(style).ground ?? dark.ground, light: light.look(style).ground ?? light.ground)
      if pair == PairOfLooks(dark: dark.ground, light: light.ground) { continue }
      let look = place(of: pair)
      if let last = found.last, last.columns.upperBound == x, last.look == look {
        found[found.count - 1].columns = last.columns.lowerBound..<x + 1
      } else {
        found.append(Piece(y: y, columns: x..<x + 1, text: nil, look: look))
      }
    }
    return found
  }

  /// Words of one look with single blanks between them; what changes beside them is another piece. A line that grows is in
  /// pieces of its own, all but one of which stay.
  private mutating func texts(ofRow y: Int, _ frame: Frame) -> [Piece] {
    var found: [Piece] = []
    for x in 0..<frame.width {
      let cell = frame[x, y]
      if cell.scalar == " " || cell.scalar == Cell.covered { continue }
      let (inDark, inLight) = (dark.look(cell.style), light.look(cell.style))
      let look = place(
        of: PairOfLooks(dark: inDark.ink ?? dark.ink, light: inLight.ink ?? light.ink, isBold: inDark.bold))
      let end = x + (cellWidth(of: cell.scalar) == 2 ? 2 : 1)
      let goesOn =
        x.isMultiple(of: Self.lineLength) && !cell.scalar.isASCII
        && found.last?.text?.unicodeScalars.last == cell.scalar
      if let last = found.last, last.look == look, x - last.columns.upperBound <= 1, !goesOn {
        let blank = x == last.columns.upperBound ? "" : " "
        found[found.count - 1].text = (last.text ?? "") + blank + String(cell.scalar)
        found[found.count - 1].columns = last.columns.lowerBound..<end
      } else {
        found.append(Piece(y: y, columns: x..<end, text: String(cell.scalar), look: look))
      }
    }
    return found
  }

  // MARK: writing

  func text(title: String) -> String {
    let (width, height) = (film.shots.last?.frame.width ?? 0, film.shots.last?.frame.height ?? 0)
    let always = [0..<film.shots.count]
    var times: [[Range<Int>]] = []
    var groups: [[Range<Int>]: Int] = [always: -1]
    for seen in pieces.compactMap({ shots[$0] }) where groups[seen] == nil {
      groups[seen] = times.count
      times.append(seen)
    }
    // Grounds lie below all texts, whenever those are seen.
    let layers = [pieces.filter { $0.text == nil }, pieces.filter { $0.text != nil }]
    let body = layers.flatMap { layer in
      let members = Dictionary(grouping: layer) { shots[$0].flatMap { groups[$0] } ?? -1 }
      return elements(members[-1] ?? [])
        + times.indices.flatMap { group in
          members[group].map { [opening(group: group, shown: times[group])] + elements($0) + ["</g>"] } ?? []
        }
    }
    let head = [
      SVGCell.opening(width: width, height: height), "<title>\(title.escapedForXML)</title>", "<style>",
    ]
    let rules = colours + times.enumerated().flatMap { self.rules(group: $0.offset, shown: $0.element) }
    let beginning = [
      "@media (prefers-reduced-motion:reduce){g{animation:none!important}}", "</style>",
      "<rect class=\"ground\" width=\"100%\" height=\"100%\" rx=\"6\"/>",
      "<g transform=\"translate(\(SVGCell.margin) \(SVGCell.margin))\">",
    ]
    return (head + rules + beginning + body + ["</g>", "</svg>", ""]).joined(separator: "\n")
  }

  /// Where nothing moves, it is there in the last frame.
  private func opening(group: Int, shown: [Range<Int>]) -> String {
    let isLast = shown.last?.upperBound == film.shots.count
    return "<g class=\"k\(group)\"\(isLast ? "" : " visibility=\"hidden\"")>"
  }

  /// A class a look, in both themes.
  private var colours: [String] {
    let weights = looks.map { $0.isBold ? ";font-weight:bold" : "" }
    return [".ground{fill:\(dark.ground.hex)}"]
      + looks.indices.map { ".l\($0){fill:\(looks[$0].dark.hex)\(weights[$0])}" }
      + ["@media (prefers-color-scheme:light){", ".ground{fill:\(light.ground.hex)}"]
      + looks.indices.map { ".l\($0){fill:\(looks[$0].light.hex)}" } + ["}"]
  }

  /// When a group is seen.
  private func rules(group: Int, shown: [Range<Int>]) -> [String] {
    let length = max(1, film.length)
    let isFirst = shown.first?.lowerBound == 0
    var steps = "0%{visibility:\(isFirst ? "visible" : "hidden")}"
    for shots in shown {
      if shots.lowerBound > 0 {
        steps += percent(film.shots[shots.lowerBound].start, of: length) + "{visibility:visible}"
      }
      if shots.upperBound < film.shots.count {
        steps += percent(film.shots[shots.upperBound].start, of: length) + "{visibility:hidden}"
      }
    }
    return [
      "@keyframes k\(group){\(steps)}", ".k\(group){animation:k\(group) \(length)ms step-end infinite}",
    ]
  }

  /// Pieces that are seen together, those of one look after each other.
  private func elements(_ pieces: [Piece]) -> [String] {
    let members = Dictionary(grouping: pieces, by: \.look)
    return members.keys.sorted().flatMap { look in
      let alike = members[look] ?? []
      return alike.count == 1
        ? alike.map { element($0, "class=\"l\(look)\" ") }
        : ["<g class=\"l\(look)\">"] + alike.map { element($0, "") } + ["</g>"]
    }
  }

  private func element(_ piece: Piece, _ look: String) -> String {
    guard let text = piece.text else { return "<rect \(look)\(SVGCell.rectangle(piece.columns, y: piece.y))/>" }
    return SVGCell.text(text, piece.columns, y: piece.y, look: look)
  }
}

extension Film {
  /// How long it plays, in milliseconds: the last frame is seen for a second at least.
  fileprivate var length: Int { max(end, (shots.last?.start ?? 0) + 1000) }
}

/// A part of a whole, with four decimals: "12.5%".
private func percent(_ part: Int, of whole: Int) -> String {
  let parts = (part * 1_000_000 + whole / 2) / whole
  var decimals = String(parts % 10_000)
  decimals = String(repeating: "0", count: 4 - decimals.count) + decimals
  while decimals.hasSuffix("0") { decimals.removeLast() }
  return "\(parts / 10_000)\(decimals.isEmpty ? "" : "." + decimals)%"
}
