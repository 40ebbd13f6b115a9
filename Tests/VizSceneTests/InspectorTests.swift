import AttentionCore
import CellFrame
import PlaybackTestSupport
import Testing
import VizPlayback

@testable import VizScene

/// What the inspectors claim of units and merges, worked out from the schedule once more and in another way.
@Suite struct InspectorTests {
  /// Everything once computed, so that any moment can be looked at.
  private func state(_ preset: Preset) throws -> (State, StandInKernel) {
    var state = State(try Experiment(preset: preset), cores: 2, source: preset.name)
    var kernel = StandInKernel()
    kernel.apply(.seek(state.agenda.end), to: &state)
    return (state, kernel)
  }

  /// The words of a frame, after some actions.
  private func words(_ state: State, _ kernel: StandInKernel, _ actions: [Action]) -> String {
    var (state, kernel) = (state, kernel)
    for action in actions { kernel.apply(action, to: &state) }
    #expect(state.mode == .inspect)
    return Frame(state, width: 120, height: 36).text
  }

  /// About a dozen of a schedule's merges, the first and the last among them, each with the moments around it.
  private func merges(_ place: Int, _ state: State) -> [(index: Int, before: Moment, after: Moment)] {
    let run = state.runs[place]
    let all = state.agenda.items.enumerated().compactMap { order, item -> (Int, Moment, Moment)? in
      guard item.run == place, case .merge(let index) = run.events[item.event].kind else { return nil }
      return (index, Moment(step: item.step, passed: order), Moment(step: item.step, passed: order + 1))
    }
    return all.enumerated().filter { $0.offset % max(1, all.count / 11) == 0 || $0.offset == all.count - 1 }
      .map(\.element)
  }

  /// When a ⊕ can be: under a pass after everything, else when the last of what it needs has ended.
  private func step(of merge: Merge, _ run: Run) -> Int {
    let ends = run.timeline.spans.map(\.end)
    if run.schedule.reduction == .pass { return ends.max() ?? 0 }
    let needed = run.schedule.merges.filter { $0.destination == merge.destination && $0.order <= merge.order }
    return ([merge.host] + needed.map(\.source)).map { ends[$0] }.max() ?? 0
  }

  private func selection(_ segment: Int, _ place: Int, _ schedule: Schedule) -> Selection {
    let what = schedule.segments[segment]
    return Selection(
      run: place, output: what.source, tile: what.tiles.first)
  }

  /// m and l of what goes into a ⊕.
  private func inputs(of index: Int, _ run: Run) throws -> (before: (m: Float, l: Float), folded: (m: Float, l: Float))
  {
    let merge = run.schedule.merges[index]
    let before = merge.order == 0 ? run.record.segments[merge.host].partial : run.record.merges[index - 1]?.result
    let folded = run.record.segments[merge.source].partial
    return (
      (try #require(before?.m.first), try #require(before?.l.first)),
      (try #require(folded?.m.first), try #require(folded?.l.first))
    )
  }

  @Test("the Race's tells of the selected tile's ⊕, and its numbers once it has been executed", arguments: Preset.all)
  func merges(preset: Preset) throws {
    let (state, kernel) = try state(preset)
    for (place, run) in state.runs.enumerated() {
      for (index, before, after) in merges(place, state) {
        let merge = run.schedule.merges[index]
        let count = run.schedule.merges.count { $0.destination == merge.destination }
        let units = [merge.host, merge.source].map { run.timeline.spans[$0].track.unit }
        let source = Action.point(selection(merge.source, place, run.schedule))
        let step = grouped(step(of: merge, run))
        let early = words(state, kernel, [.seek(before), source])
        let late = words(state, kernel, [.seek(after), source])
        for (said, when) in [(early, "comes"), (late, "done")] {
          let name = "\(preset.name), \(run.schedule.algorithm), ⊕ \(index), \(when):\n\(said)"
          #expect(said.contains("⊕      \(merge.order + 1) of \(count)"), "\(name)")
          #expect(said.contains("merges U\(units[1])'s"), "\(name)")
          let namesHost = ["U\(units[0]), the host, merges", "host U\(units[0]) merges"].contains { said.contains($0) }
          #expect(namesHost == (run.schedule.reduction == .host), "\(name)")
          #expect(said.contains("\(when) after step \(step) "), "\(name)")
        }
        #expect(early.contains("m′, α, β and l′ are known then") && !late.contains("known then"))
        let (one, other) = try inputs(of: index, run)
        let m = Double(max(one.m, other.m))
        let (alpha, beta) = (exponential(Double(one.m) - m), exponential(Double(other.m) - m))
        let l = alpha * Double(one.l) + beta * Double(other.l)
        let numbers =
          "m′ = \(decimal(m, 3))   α = \(decimal(alpha, 3))   β = \(decimal(beta, 3))   l′ = \(significant(l))"
        #expect(late.contains(numbers), "\(preset.name), \(run.schedule.algorithm), ⊕ \(index): \(numbers)\n\(late)")
        // The segment that others are folded into tells of the latest of its merges.
        let host = words(state, kernel, [.seek(after), .point(selection(merge.host, place, run.schedule))])
        #expect(host.contains("⊕      \(merge.order + 1) of \(count)") && host.contains(numbers), "\(host)")
      }
    }
  }

  @Test("the Race's tells how busy the tile's unit is, and what it publishes and hosts", arguments: Preset.all)
  func units(preset: Preset) throws {
    let (state, kernel) = try state(preset)
    for (place, run) in state.runs.enumerated() {
      let schedule = run.schedule
      let last = run.timeline.spans.map(\.end).max() ?? 0
      for segment in stride(from: 0, to: schedule.segments.count, by: max(1, schedule.segments.count / 12)) {
        let unit = run.timeline.spans[segment].track.unit
        let mine = schedule.segments.indices.filter { run.timeline.spans[$0].track.unit == unit }
        let tiles = mine.reduce(0) { $0 + run.timeline.spans[$1].end - run.timeline.spans[$1].start }
        func isWhole(_ index: Int) -> Bool {
          schedule.keys(of: schedule.segments[index])
            == 0..<schedule.problem.context(ofOutput: schedule.segments[index].source)
        }
        let isPass = schedule.reduction == .pass
        let published = mine.count { isPass || schedule.segments[$0].tiles.first > 0 }
        let hosted = mine.count { !isPass && schedule.segments[$0].tiles.first == 0 && !isWhole($0) }
        let said = words(state, kernel, [.point(selection(segment, place, schedule))])
        let name = "\(preset.name), \(schedule.algorithm), U\(unit):\n\(said)"
        let work = tiles == 1 ? "1 tile" : "\(grouped(tiles)) tiles"
        #expect(said.contains("\(work), busy in \(grouped(tiles)) of \(grouped(last)) steps"), "\(name)")
        #expect(said.contains("publishes nothing") == (published == 0 && hosted == 0), "\(name)")
        #expect((said.contains("hosts ") && !said.contains("hosts nothing")) == (hosted > 0), "\(name)")
        if published > 0 { #expect(said.contains("publishes "), "\(name)") }
        if isWhole(segment) { #expect(said.contains("is not cut"), "\(name)") }
      }
    }
  }

  @Test("the Merge view's has both sides of the ⊕ in view and what came out", arguments: Preset.all)
  func mergeView(preset: Preset) throws {
    let (state, kernel) = try state(preset)
    for (place, run) in state.runs.enumerated() {
      for (index, before, after) in merges(place, state) {
        let merge = run.schedule.merges[index]
        let look: [Action] = [.show(.merge), .point(selection(merge.source, place, run.schedule)), .inspect]
        let early = words(state, kernel, [.seek(before)] + look)
        let late = words(state, kernel, [.seek(after)] + look)
        let (one, other) = try inputs(of: index, run)
        let source = run.schedule.segments[merge.source]
        // Of the host's partial and those folded in before, the keys end where the source's begin.
        let sides = [
          ("what was there", merge.host, 0..<run.schedule.keys(of: source).lowerBound, one),
          ("the partial", merge.source, run.schedule.keys(of: source), other),
        ]
        for (label, segment, keys, numbers) in sides {
          for said in [early, late] {
            let line = said.split(separator: "\n").first { $0.contains("\(label) ") && $0.contains("│") } ?? ""
            for part in [
              " U\(run.timeline.spans[segment].track.unit) ",
              " \(grouped(keys.lowerBound))–\(grouped(keys.upperBound - 1)) ",
              decimal(Double(numbers.m), 4), decimal(Double(numbers.l), 3),
            ] {
              #expect(line.contains(part), "\(preset.name), \(run.schedule.algorithm), ⊕ \(index): \(part) in\n\(said)")
            }
          }
        }
        let m = Double(max(one.m, other.m))
        let values = [
          ("m′", decimal(m, 4)), ("α", decimal(exponential(Double(one.m) - m), 4)),
          ("β", decimal(exponential(Double(other.m) - m), 4)),
        ]
        for (name, value) in values {
          let wanted = name.padded(to: 4) + value.leftPadded(to: 10)
          #expect(late.contains("│ " + wanted), "\(preset.name), ⊕ \(index): \(wanted)\n\(late)")
          #expect(
            early.contains("│ " + name.padded(to: 4) + "–".leftPadded(to: 10)), "\(preset.name), ⊕ \(index)\n\(early)")
        }
        let costs = state.timings.composed.map { "\(duration($0.costs.merge)) per merge, composed" }
        #expect(late.contains(try #require(costs)), "\(late)")
      }
    }
  }

  @Test("enter opens it and closes it, esc closes it, and it stays on its ⊕ while time goes on") func openAndClose()
    throws
  {
    var (state, kernel) = try state(Preset.all[0])
    kernel.apply(.show(.merge), to: &state)
    kernel.apply(.seek(Moment()), to: &state)
    kernel.apply(try #require(KeyBinding.action(for: .enter, in: state.mode)), to: &state)
    let first = try #require(state.merge(of: state.selection))
    kernel.apply(.goToEnd, to: &state)
    #expect(state.mode == .inspect && state.merge(of: state.selection) == first)
    for key in [Key.enter, .escape] {
      var state = state
      kernel.apply(try #require(KeyBinding.action(for: key, in: state.mode)), to: &state)
      #expect(state.mode == .play && state.view == .merge)
    }
  }
}
