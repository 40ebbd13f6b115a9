import AttentionCore
import StrictJSON

extension RawMeasured {
  init(_ reader: inout JSONReader) throws(TraceError) {
    var measured = RawMeasured()
    try reader.object { (reader, key) throws(TraceError) in
      switch key {
      case "cold": measured.isCold = try reader.bool()
      case "roof": measured.roof = try Roof(&reader)
      case "algorithms":
        try reader.array { (reader, place) throws(TraceError) in
          guard place < Algorithm.allCases.count else { throw reader.error("is one too many") }
          measured.algorithms.append(try RawMeasuredAlgorithm(&reader))
        }
      default: try reader.skip()
      }
    }
    self = measured
  }
}

extension RawMeasuredAlgorithm {
  fileprivate init(_ reader: inout JSONReader) throws(TraceError) {
    var algorithm = RawMeasuredAlgorithm()
    try reader.object { (reader, key) throws(TraceError) in
      switch key {
      case "pid": algorithm.pid = try reader.integer(0...Int(Int32.max))
      case "ns": algorithm.times = try WallTime(&reader)
      case "phases": algorithm.phases = try SampledPhaseShares(&reader)
      default: try reader.skip()
      }
    }
    self = algorithm
  }
}

extension Roof {
  fileprivate init(_ reader: inout JSONReader) throws(TraceError) {
    var roof = Roof(read: -1, readByOneCore: -1, arithmetic: -1)
    try reader.object { (reader, key) throws(TraceError) in
      switch key {
      case "read": roof.read = try reader.speed()
      case "read_one_core": roof.readByOneCore = try reader.speed()
      case "arithmetic": roof.arithmetic = try reader.speed()
      case "peak": roof.peak = try reader.speed()
      default: try reader.skip()
      }
    }
    guard roof.read > 0, roof.readByOneCore > 0, roof.arithmetic > 0 else {
      throw reader.error("needs read, read_one_core and arithmetic")
    }
    self = roof
  }
}

extension SampledPhaseShares {
  fileprivate init(_ reader: inout JSONReader) throws(TraceError) {
    var shares = PhaseShares(scores: -1, softmax: -1, values: -1, merge: -1, wait: -1)
    var (interval, slowdown) = (0, 0.0)
    try reader.object { (reader, key) throws(TraceError) in
      switch key {
      case "scores": shares.scores = try reader.double(in: 0...1)
      case "softmax": shares.softmax = try reader.double(in: 0...1)
      case "values": shares.values = try reader.double(in: 0...1)
      case "merge": shares.merge = try reader.double(in: 0...1)
      case "wait": shares.wait = try reader.double(in: 0...1)
      case "interval": interval = try reader.integer(1...1_000_000)
      case "slowdown": slowdown = try reader.double(in: 0...1000)
      default: try reader.skip()
      }
    }
    guard [shares.scores, shares.softmax, shares.values, shares.merge, shares.wait].allSatisfy({ $0 >= 0 }),
      interval > 0, slowdown > 0
    else { throw reader.error("needs scores, softmax, values, merge, wait, interval and slowdown") }
    self.init(shares: shares, interval: interval, slowdown: slowdown)
  }
}

extension JSONReader {
  /// In GB a second: more than nothing, and less than any machine's.
  fileprivate mutating func speed() throws(TraceError) -> Double { try double(in: 1e-6...1e9) }

  fileprivate mutating func double(in range: ClosedRange<Double>) throws(TraceError) -> Double {
    let value = try double()
    guard range.contains(value) else {
      throw error("\(value) is not from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }
}
