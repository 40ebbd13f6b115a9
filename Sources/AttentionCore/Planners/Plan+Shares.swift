/// Tiles of one output that one CTA folds.
struct Share: Sendable, Hashable {
  var output: Int
  var ordinals: Ordinals

  init(output: Int, ordinals: Ordinals) {
    self.output = output
    self.ordinals = ordinals
  }

  init(output: Int, ordinals: Range<Int>) { self.init(output: output, ordinals: Ordinals(ordinals)) }
}

/// Outputs that are cut into shares, and CTAs that are lists of shares: what most planners come to.
///
/// The first share of an output, in the order of CTAs, is the one that its others are merged into, in that order.
struct SharedWork {
  /// Where the shares of a cut output are merged.
  enum Place {
    /// In the CTA of the first share, as soon as each of the others has ended.
    case host
    /// In a phase of its own, a CTA an output.
    case pass
    /// By the unit whose share ends last.
    case lastArriver
  }

  /// The shares of all CTAs with work, one CTA after the other.
  private(set) var shares: [Share] = []
  /// For each of these CTAs, its place in the grid and its shares.
  private var ctas: [(position: Int, shares: Range<Int>)] = []

  mutating func reserve(_ count: Int) {
    shares.reserveCapacity(count)
    ctas.reserveCapacity(count)
  }

  mutating func add(position: Int, _ new: some Collection<Share>) {
    ctas.append((position, shares.count..<shares.count + new.count))
    shares.append(contentsOf: new)
  }

  /// - Parameters:
  ///   - passesAll: whether a pass finishes the outputs that are not cut, too.
  func plan(
    _ work: PlannedWork, dispatch: Dispatch, gridSize: Int, splits: Int?, merging place: Place, passesAll: Bool = false
  ) -> Plan {
    let parts = Parts(shares, outputs: work.tiles.count)
    var plan = Plan(splits: splits)
    plan.reserve(accumulators: shares.count, items: 2 * shares.count, ctas: ctas.count)
    for share in shares { plan.addAccumulator(work.rows(ofOutput: share.output)) }
    // Where each share's attend item will be: a host's merges wait for items of later CTAs.
    var items: [Int] = []
    if place != .pass, parts.areCut {
      items.reserveCapacity(shares.count)
      var next = 0
      for (index, share) in shares.enumerated() {
        items.append(next)
        next += 1
        let count = parts.count(ofOutput: share.output)
        if count == 1 {
          next += 1
        } else if place == .host, parts.first(ofOutput: share.output) == index {
          next += count
        }
      }
    }
    plan.beginPhase(dispatch, gridSize: gridSize)
    for cta in ctas {
      plan.beginCTA(position: cta.position)
      for index in cta.shares {
        let share = shares[index]
        plan.add(.attend(source: share.output, share.ordinals, into: index))
        if parts.count(ofOutput: share.output) == 1 {
          if !(place == .pass && passesAll) { plan.add(finish(index, work)) }
        } else if place == .host, parts.first(ofOutput: share.output) == index {
          for other in parts.others(ofOutput: share.output) {
            plan.add(.merge(from: other, into: index), after: CollectionOfOne(items[other]))
          }
          plan.add(finish(index, work))
        }
      }
    }
    switch place {
    case .host: break
    case .lastArriver:
      for output in work.tiles.indices where parts.count(ofOutput: output) > 1 {
        let first = parts.first(ofOutput: output)
        var after = [items[first]] + parts.others(ofOutput: output).map { items[$0] }
        for other in parts.others(ofOutput: output) {
          after = [plan.addToNoCTA(.merge(from: other, into: first), after: after)]
        }
        plan.addToNoCTA(finish(first, work), after: after)
      }
    case .pass:
      guard parts.areCut || passesAll else { break }
      let outputs = work.tiles.indices.filter { passesAll || parts.count(ofOutput: $0) > 1 }
      plan.beginPhase(.grid, gridSize: outputs.count)
      for (position, output) in outputs.enumerated() {
        plan.beginCTA(position: position)
        let first = parts.first(ofOutput: output)
        for other in parts.others(ofOutput: output) { plan.add(.merge(from: other, into: first)) }
        plan.add(finish(first, work))
      }
    }
    return plan
  }

  private func finish(_ share: Int, _ work: PlannedWork) -> Work {
    .finish(accumulator: share, rows: work.rows(ofOutput: shares[share].output))
  }

  /// The shares of each output.
  private struct Parts {
    /// Where those of each output begin in `listed`.
    private var starts: [Int32]
    private var listed: [Int32]
    private(set) var areCut = false

    init(_ shares: [Share], outputs: Int) {
      starts = Array(repeating: 0, count: outputs + 1)
      for share in shares { starts[share.output + 1] += 1 }
      for output in 0..<outputs {
        if starts[output + 1] > 1 { areCut = true }
        starts[output + 1] += starts[output]
      }
      var next = starts
      listed = Array(repeating: 0, count: shares.count)
      for (index, share) in shares.enumerated() {
        listed[Int(next[share.output])] = Int32(truncatingIfNeeded: index)
        next[share.output] += 1
      }
    }

    func count(ofOutput output: Int) -> Int { Int(starts[output + 1] - starts[output]) }
    func first(ofOutput output: Int) -> Int { Int(listed[Int(starts[output])]) }
    func others(ofOutput output: Int) -> some Collection<Int> {
      listed[Int(starts[output])..<Int(starts[output + 1])].dropFirst().lazy.map { Int($0) }
    }
  }
}
