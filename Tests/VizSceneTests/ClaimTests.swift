import AttentionCore
import PlaybackTestSupport
import Testing
import VizPlayback

@testable import VizScene

/// What captions claim, worked out from the schedule once more and in another way.
@Suite struct ClaimTests {
  @Test("at every event of every preset the caption says what happened", arguments: Preset.all)
  func events(preset: Preset) throws {
    var state = State(try Experiment(preset: preset), cores: 2, source: preset.name)
    var kernel = StandInKernel()
    kernel.apply(.seek(state.agenda.end), to: &state)
    // Thousands of merges differ in their numbers only.
    let stride = max(1, state.agenda.items.count / 700)
    for place in Swift.stride(from: 0, to: state.agenda.items.count, by: stride) {
      let item = state.agenda.items[place]
      kernel.apply(.seek(Moment(step: item.step, passed: place + 1)), to: &state)
      let said = captionLines(state).joined(separator: " ")
      let run = state.runs[item.run]
      let event = run.events[item.event]
      for claim in Self.claims(event, of: run) {
        #expect(
          said.contains(claim.text) == claim.isTrue,
          "\(preset.name), \(run.schedule.algorithm), step \(event.step), \(event.kind): '\(claim.text)' \(claim.isTrue ? "is missing" : "is wrong") in\n\(said)"
        )
      }
    }
  }

  private struct Claim {
    var text: String
    var isTrue = true
  }

  private static func claims(_ event: StepEvent, of run: Run) -> [Claim] {
    let schedule = run.schedule
    func unit(_ segment: Int) -> Int { run.timeline.spans[segment].track.unit }
    func tiles(_ segment: Int) -> Int {
      let keys = schedule.keys(of: schedule.segments[segment])
      return (keys.count + schedule.problem.tileTokens - 1) / schedule.problem.tileTokens
    }
    switch event.kind {
    case .merge(let index):
      let merge = schedule.merges[index]
      let of = schedule.merges.filter { $0.destination == merge.destination }
      var claims = [
        Claim(text: "U\(unit(merge.source))'s"),
        Claim(text: "is complete", isTrue: merge.order == of.count - 1),
      ]
      if schedule.reduction == .host {
        claims += [Claim(text: "U\(unit(merge.host)), the host"), Claim(text: "\(merge.order + 1) of \(of.count)")]
      } else {
        claims += [Claim(text: "partial \(merge.order + 2) of \(of.count + 1)"), Claim(text: "Merging pass")]
      }
      // The weights once more, from the maxima that went in.
      let before = merge.order == 0 ? run.record.segments[merge.host].partial : run.record.merges[index - 1]?.result
      if let m = before?.m.first, let other = run.record.segments[merge.source].partial?.m.first {
        let largest = Double(max(m, other))
        claims.append(Claim(text: "α = \(decimal(exponential(Double(m) - largest), 3))"))
        claims.append(Claim(text: "β = \(decimal(exponential(Double(other) - largest), 3))"))
      }
      return claims
    case .publish(let segments):
      var claims = [Claim(text: schedule.reduction == .pass ? "\(grouped(segments.count)) chunk" : "◇")]
      if schedule.reduction == .pass {
        let isLast = !schedule.segments.indices.contains { run.timeline.spans[$0].end > event.step }
        claims.append(Claim(text: "in memory: the merging pass starts after the last chunk", isTrue: !isLast))
        claims.append(Claim(text: "now the barrier", isTrue: isLast))
      } else {
        // Whoever has another segment behind this one goes on, and whose unit has a lower CTA left.
        let goesOn = segments.contains { segment in
          schedule.ctas.contains {
            $0.segments.contains(segment) && ($0.segments.upperBound > segment + 1 || $0.position >= schedule.units)
          }
        }
        claims.append(Claim(text: "straight on with", isTrue: goesOn))
        if segments.count == 1, let only = segments.first {
          claims.append(Claim(text: "U\(unit(only)) has done"))
          if tiles(only) > 1 { claims.append(Claim(text: "\(tiles(only)) tiles")) }
        }
      }
      return claims
    case .finish(let segments):
      let whole = segments.filter {
        schedule.keys(of: schedule.segments[$0]).upperBound
          == schedule.problem.context(ofOutput: schedule.output(of: schedule.segments[$0]))
      }
      var claims = [Claim(text: "finished", isTrue: !whole.isEmpty)]
      if whole.count == 1, let only = whole.first { claims.append(Claim(text: "U\(unit(only)) has finished")) }
      if segments.count > whole.count { claims.append(Claim(text: "host")) }
      return claims
    }
  }

  @Test("between events the caption counts the busy units of every algorithm", arguments: Preset.all)
  func busyUnits(preset: Preset) throws {
    var state = State(try Experiment(preset: preset), cores: 2, source: preset.name)
    var kernel = StandInKernel()
    kernel.apply(.seek(state.agenda.end), to: &state)
    for step in 1...state.agenda.lastStep {
      // Just after the step's last tile, before its events.
      let moment = Moment(step: step, passed: state.agenda.moment(afterStep: step - 1).passed)
      kernel.apply(.seek(moment), to: &state)
      let said = captionLines(state).joined(separator: " ")
      for run in state.runs where step <= run.schedule.makespan {
        let busy = run.timeline.spans.count { $0.start < step && step <= $0.end }
        #expect(
          said.contains("\(run.schedule.algorithm.title) \(busy) of \(run.schedule.units)"),
          "\(preset.name), step \(step), \(run.schedule.algorithm): \(busy) busy, but\n\(said)")
      }
    }
  }
}
