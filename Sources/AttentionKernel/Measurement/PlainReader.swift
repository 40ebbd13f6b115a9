/// Plain reads in the rounds of a measurement.
struct PlainReader {
  private let engine: Engine
  private let test: ReadTest
  private let ahead: ReadAhead
  private(set) var times: [Int] = []
  private var oneThreadTimes: [Int] = []

  init(_ engine: Engine, ahead: ReadAhead) throws(KernelFailure) {
    self.engine = engine
    self.ahead = ahead
    test = try ReadTest(engine.problem, threads: engine.threads)
  }

  /// Reads everything with all threads, and with one of them as much as its share was.
  mutating func run(from source: inout CopySource, oneThreadFirst: Bool, isTimed: Bool) {
    if oneThreadFirst, engine.threads > 1 { readWithOneThread(&source, isTimed: isTimed) }
    let time = test.run(
      all, on: engine.pool, workers: engine.threads, memory: source.next(), ahead: ahead)
    if isTimed { times.append(time.nanoseconds) }
    if !oneThreadFirst, engine.threads > 1 { readWithOneThread(&source, isTimed: isTimed) }
  }

  private mutating func readWithOneThread(_ source: inout CopySource, isTimed: Bool) {
    let time = test.run(share, on: engine.pool, workers: 1, memory: source.next(), ahead: ahead)
    if isTimed { oneThreadTimes.append(time.nanoseconds) }
  }

  private var all: Range<Int> { test.pieces.indices }
  private var share: Range<Int> { all.share(0, of: engine.threads).isEmpty ? all : all.share(0, of: engine.threads) }

  var reads: PlainReads {
    let isAlone = engine.threads == 1
    return PlainReads(
      times: Samples(times), bytes: test.bytes(of: all), oneThreadTimes: Samples(isAlone ? times : oneThreadTimes),
      oneThreadBytes: test.bytes(of: isAlone ? all : share))
  }
}
