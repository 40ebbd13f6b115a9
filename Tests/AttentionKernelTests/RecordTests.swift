import AttentionCore
import Testing

@testable import AttentionKernel

struct RecordTests {
  @Test("A record fits together: tiles to segments, segments and merges to outputs", arguments: 300..<330)
  func recordIsConsistent(number: Int) throws {
    let item = try RandomCase(number)
    let input = try AttentionInput(generating: item.experiment, threads: 2)
    let engine = try Engine(input, threads: 2, instructionSet: .available[0])
    let rows = item.experiment.problem.groupSize
    for schedule in item.experiment.schedules() {
      let execution = try engine.execute(schedule, recording: true)
      let record = try #require(execution.record)
      let comment = Comment("\(item), \(schedule.algorithm)")
      #expect(record.tilesDone == schedule.problem.totalTiles, comment)
      #expect(record.mergesDone == schedule.merges.count, comment)
      var accumulators: [Int: Partial] = [:]
      var rests: [Int: MergeRest] = [:]
      for (index, segment) in record.segments.enumerated() {
        let partial = try #require(segment.partial, comment)
        #expect(Array(segment.m.suffix(rows)) == partial.m, comment)
        #expect(Array(segment.l.suffix(rows)) == partial.l, comment)
        let tiles = schedule.tiles(of: schedule.segments[index]).count
        #expect(segment.m.count == tiles * rows && segment.l.count == tiles * rows, comment)
        if schedule.segments[index].tiles.first == 0 {
          accumulators[schedule.output(of: schedule.segments[index])] = partial
        }
      }
      for (index, merge) in schedule.merges.enumerated() {
        let recorded = try #require(record.merges[index], comment)
        let source = try #require(record.segments[merge.source].partial, comment)
        var rest = rests[merge.destination] ?? MergeRest(rows: rows, headDim: source.headDim)
        let weights = accumulators[merge.destination]?.merge(source, rest: &rest)
        rests[merge.destination] = rest
        #expect(weights == recorded.weights, comment)
        #expect(accumulators[merge.destination] == recorded.result, comment)
      }
      for output in 0..<schedule.problem.outputs {
        let recorded = try #require(record.outputs[output], comment)
        #expect(accumulators[output]?.normalized == recorded.output, comment)
        #expect(accumulators[output]?.logSumExp == recorded.logSumExp, comment)
      }
      #expect(record.outputs.flatMap { $0?.output ?? [] } == execution.output, comment)
      #expect(record.outputs.flatMap { $0?.logSumExp ?? [] } == execution.logSumExp, comment)
    }
  }
}
