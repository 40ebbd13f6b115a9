import CellFrame

extension RaceLayout {
  /// Strips that leave room for something else on the screen: units with work share rows as little as the room allows,
  /// those without share one line of words.
  ///
  /// - Parameters:
  ///   - room: what the strips and their axis may take.
  ///   - isBig: whether the algorithms' names stand in front of the lanes, and big numbers behind them.
  ///   - widestStep: columns that a step may take.
  init(
    stacking contents: [StripContent], isInSteps: Bool, in room: Rect, chrome: Chrome, isBig: Bool,
    widestStep: Int = 12, hasAxis: Bool = true
  ) {
    self.chrome = chrome
    indent = isBig ? Self.bigNameWidth : 0
    let panelWidth = isBig ? Self.panelWidth(frame: chrome.header.width, isBig: true) : 0
    var rest = room
    axis = rest.takeBottom(hasAxis ? 1 : 0)
    notes = Rect(x: room.x, y: axis.y, width: 0, height: 0)
    let plans = StackPlan.plans(
      contents, rows: rest.height - contents.count, leastRows: isBig ? BigDigits.leastHeight : 1,
      width: room.width - panelWidth)
    labelWidth = max(4, (plans.flatMap(\.labels).max() ?? 0) + 2)
    let length = max(1, contents.map(\.length).max() ?? 1)
    // The playhead stands behind the last column.
    let scale = ColumnScale(
      origin: room.x + indent + labelWidth, width: room.width - indent - labelWidth - max(1, panelWidth),
      length: length,
      widestStep: isInSteps ? widestStep : nil)
    banks = [scale]
    let used = plans.reduce(0) { $0 + 1 + $1.height }
    let gap = min(2, max(0, rest.height - used) / max(1, plans.count - 1))
    for plan in plans {
      let title = rest.takeTop(1)
      let subtitle = rest.takeTop(plan.hasSubtitleRow ? 1 : 0)
      let lanes = rest.takeTop(plan.rows * plan.laneHeight)
      let idle = rest.takeTop(plan.hasIdleRow ? 1 : 0)
      _ = rest.takeTop(plan.height - (idle.maxY - title.maxY))
      let panelX = min(scale.end + 2, room.maxX)
      let panel = Rect(
        x: panelX, y: title.y, width: panelWidth == 0 ? 0 : room.maxX - panelX, height: plan.height + 1)
      strips.append(
        StripLayout(
          title: title, subtitle: subtitle, lanes: lanes, curve: Rect(x: 0, y: 0, width: 0, height: 0), panel: panel,
          limit: panelWidth == 0 ? room.maxX : panelX - 1, units: plan.working,
          idleRow: plan.hasIdleRow ? idle.y : nil, unitsPerRow: plan.unitsPerRow, laneHeight: plan.laneHeight,
          rows: plan.rows))
      _ = rest.takeTop(gap)
    }
    axis.y = min(axis.y, (strips.last?.bottom ?? axis.y))
  }

  /// Three big letters, and two blanks behind them.
  static let bigNameWidth = 3 * 5 + 1
}

extension RaceLayout.StripLayout {
  /// The row below everything that belongs to the strip.
  var bottom: Int { max(lanes.maxY, curve.maxY, idleRow.map { $0 + 1 } ?? 0) }
}

/// How many rows a strip of a stack has for what.
private struct StackPlan {
  var working: Int
  var unitsPerRow: Int
  /// Rows that it takes in any case.
  var least: Int
  var laneHeight = 1
  var hasSubtitleRow = false
  var hasIdleRow = false

  var rows: Int { (working - 1) / unitsPerRow + 1 }
  /// All rows but the title's.
  var height: Int { max(least, rows * laneHeight + (hasSubtitleRow ? 1 : 0) + (hasIdleRow ? 1 : 0)) }
  /// The lengths of the labels in front of the first row and the last.
  var labels: [Int] {
    let last = (working - 1) / unitsPerRow * unitsPerRow
    return [0..<min(unitsPerRow, working), last..<working].map { RaceLayout.label(of: $0).count }
  }

  /// All strips have as many units to a row, so that they can be compared, but for those that can have a row for each.
  static func plans(_ contents: [StripContent], rows: Int, leastRows: Int, width: Int) -> [StackPlan] {
    func plans(_ unitsPerRow: Int) -> [StackPlan] {
      contents.map {
        StackPlan(
          working: max(1, $0.working), unitsPerRow: max(1, min(unitsPerRow, $0.working)), least: leastRows)
      }
    }
    func height(_ plans: [StackPlan]) -> Int { plans.reduce(0) { $0 + $1.height } }
    let most = max(1, contents.map(\.working).max() ?? 1)
    // With fewer than this nothing could fit.
    var common = max(1, min(most, contents.reduce(0) { $0 + $1.working } / max(1, rows)))
    while common < most, height(plans(common)) > rows { common += 1 }
    var plans = plans(common)
    /// Changes a plan if all still fit then.
    func change(_ place: Int, _ what: (inout StackPlan) -> Void) {
      var changed = plans
      what(&changed[place])
      if height(changed) <= rows { plans = changed }
    }
    let isCut = contents.map { $0.subtitle(within: width - 2) == nil }
    // A rule that chose the splits is named at every size.
    for place in plans.indices where isCut[place] && contents[place].schedule.algorithm == .fd {
      change(place) { $0.hasSubtitleRow = true }
    }
    for place in plans.indices { change(place) { $0.unitsPerRow = 1 } }
    for place in plans.indices where contents[place].units > contents[place].working {
      change(place) { $0.hasIdleRow = true }
    }
    for place in plans.indices where isCut[place] { change(place) { $0.hasSubtitleRow = true } }
    for laneHeight in 2...3 where plans.allSatisfy({ $0.unitsPerRow == 1 && $0.laneHeight == laneHeight - 1 }) {
      let taller = plans.map { plan in
        var plan = plan
        plan.laneHeight = laneHeight
        return plan
      }
      if height(taller) <= rows { plans = taller }
    }
    return plans
  }
}
