import AttentionCore
import CellFrame
import VizPlayback

/// How a race ends: its strips, and the card beside or below them, never on one of them.
struct RaceEnding {
  var layout: RaceLayout
  var card: VerdictCard
  /// Where the card stands, with its frame if it has one.
  var box: Rect
  var isFramed = true

  /// The first place in which the card has room: right of the strips as they were, or of the last ones of them; right of
  /// narrower ones; below lower ones.
  init(_ state: State, strips: [StripContent], layout: RaceLayout) {
    // What happened last gives way to what it came to; words of a demo do not.
    let chromes = [layout.chrome] + (state.narration == nil ? [layout.chrome.withoutCaptions] : [])
    if !state.isBig, let beside = Self.beside(strips, state: state, layout: layout, chromes: chromes) {
      self = beside
      return
    }
    let below: [(detail: VerdictCard.Detail, isFramed: Bool, isBig: Bool)] = [
      (.whole, true, state.isBig), (.table, true, state.isBig), (.brief, true, state.isBig),
      (.brief, false, state.isBig), (.brief, false, false),
    ]
    for (detail, isFramed, isBig) in below {
      for chrome in chromes {
        let ending = Self.below(
          strips, state: state, chrome: chrome, detail: detail, isFramed: isFramed, isBig: isBig)
        if let ending {
          self = ending
          return
        }
      }
    }
    self.init(layout: layout, card: VerdictCard(headlineOf: state), box: layout.notes, isFramed: false)
  }

  private init(layout: RaceLayout, card: VerdictCard, box: Rect, isFramed: Bool = true) {
    (self.layout, self.card, self.box, self.isFramed) = (layout, card, box, isFramed)
  }

  private static func beside(_ strips: [StripContent], state: State, layout: RaceLayout, chromes: [Chrome])
    -> RaceEnding?
  {
    let places = besideStrips(strips, layout) + chromes.flatMap { besideNarrowStrips(strips, chrome: $0) }
    for (layout, room) in places where room.width >= leastCardWidth {
      let widths = [min(room.width - 4, mostColumns), room.width - 4]
      for detail in [VerdictCard.Detail.large, .whole] {
        let cards = widths.lazy.compactMap { VerdictCard(state, detail: detail, width: $0, height: room.height - 2) }
        if let card = cards.first { return RaceEnding(layout: layout, card: card, box: box(of: card, in: room)) }
      }
    }
    return nil
  }

  /// Below: the card takes what it needs, the strips are as high as the rest allows.
  private static func below(
    _ strips: [StripContent], state: State, chrome: Chrome, detail: VerdictCard.Detail, isFramed: Bool, isBig: Bool
  ) -> RaceEnding? {
    let least = strips.count * (1 + (isBig ? BigDigits.leastHeight : 1))
    let (margin, frame) = isFramed ? (2, 2) : (1, 0)
    var rest = chrome.body
    let card = VerdictCard(
      state, detail: detail, isBig: isBig, width: rest.width - 2 * margin - frame,
      height: rest.height - least - frame)
    guard let card else { return nil }
    let room = rest.takeBottom(card.lines.count + frame)
    let layout = RaceLayout(
      stacking: strips, isInSteps: true, in: rest, chrome: chrome, isBig: isBig, hasAxis: rest.height > least)
    let width = isFramed ? card.width + 2 * margin : room.width
    let box = Rect(x: (room.width - width) / 2, y: room.y, width: width, height: room.height)
    return RaceEnding(layout: layout, card: card, box: box, isFramed: isFramed)
  }

  /// Right of the strips where they are: of all of them, or of the last ones where the first are longer.
  private static func besideStrips(_ strips: [StripContent], _ layout: RaceLayout) -> [(RaceLayout, Rect)] {
    guard layout.banks.count == 1 else { return [] }
    return strips.indices.compactMap { first in
      let x = end(of: strips[first...], in: layout)
      var changed = layout
      for place in first..<strips.count {
        changed.strips[place].limit = x - 1
        changed.strips[place].panel.width = 0
        // The rule that chose the splits is named at every size.
        guard strips[place].schedule.algorithm != .fd || strips[place].subtitle(within: x - 2) != nil else {
          return nil
        }
      }
      let top = first == 0 ? layout.strips[0].title.y : layout.strips[first].lanes.y
      let bottom = layout.strips.last?.bottom ?? top
      return (changed, Rect(x: x, y: top, width: layout.chrome.body.width - x, height: bottom - top))
    }
  }

  /// Right of strips whose steps take fewer columns, but at least one.
  private static func besideNarrowStrips(_ strips: [StripContent], chrome: Chrome) -> [(RaceLayout, Rect)] {
    let body = chrome.body
    var places: [(RaceLayout, Rect)] = []
    var widest = 12
    while widest > 0 {
      func stack(width: Int) -> RaceLayout {
        RaceLayout(
          stacking: strips, isInSteps: true, in: Rect(x: 0, y: body.y, width: width, height: body.height),
          chrome: chrome, isBig: false, widestStep: widest)
      }
      let widestStack = stack(width: body.width - leastCardWidth)
      guard let columns = widestStack.banks[0].columnsPerStep else { break }
      // No wider than it has to be, for the titles' sake.
      let x = end(of: strips[...], in: widestStack)
      var narrow = stack(width: x)
      for place in strips.indices { narrow.strips[place].limit = x - 1 }
      places.append((narrow, Rect(x: x, y: body.y, width: body.width - x, height: body.height)))
      widest = columns - 1
    }
    return places
  }

  /// The narrowest card, its frame included.
  private static let leastCardWidth = 50
  /// Lines longer than this are tiresome to read.
  private static let mostColumns = 76

  /// The first column that is free right of some strips' lanes and of the ◆ behind them.
  private static func end(of strips: ArraySlice<StripContent>, in layout: RaceLayout) -> Int {
    strips.indices.reduce(0) { furthest, place in
      let schedule = strips[place].schedule
      let end = layout.banks[0].column(of: strips[place].length)
      guard layout.strips[place].unitsPerRow == 1, layout.banks[0].columnsPerStep != nil else {
        return max(furthest, end + 1)
      }
      // Of very many outputs, the first will do: a lane's marks are left out where they have no room.
      let merges = (0..<min(256, schedule.problem.outputs)).reduce(0) {
        max($0, schedule.mergeIndices(ofOutput: $1).count)
      }
      let tail =
        switch schedule.reduction {
        case .none: 0
        case .host, .lastArriver: 1 + min(merges, mostMarks)
        case .pass: 3 + min(merges, mostMarks)
        }
      return max(furthest, end + 1 + tail)
    }
  }

  private static let mostMarks = 8

  /// The card in the middle of a room, no larger than it has to be.
  private static func box(of card: VerdictCard, in room: Rect) -> Rect {
    let (width, height) = (min(room.width, card.width + 4), min(room.height, card.lines.count + 2))
    return Rect(
      x: room.x + (room.width - width) / 2, y: room.y + (room.height - height) / 2, width: width, height: height)
  }
}
