import StrictJSON

// The numbers of a run, as traces have them.

extension RawPartial {
  fileprivate init(_ reader: inout JSONReader, _ budget: inout Int) throws(TraceError) {
    var partial = RawPartial()
    try reader.object { (reader, key) throws(TraceError) in
      switch key {
      case "m": partial.m = try reader.floats(&budget)
      case "l": partial.l = try reader.floats(&budget)
      case "o": partial.o = try reader.floats(&budget)
      default: try reader.skip()
      }
    }
    self = partial
  }
}

extension RawSegment {
  init(_ reader: inout JSONReader, _ budget: inout Int) throws(TraceError) {
    var segment = RawSegment()
    try reader.object { (reader, key) throws(TraceError) in
      switch key {
      case "m": segment.m = try reader.floats(&budget)
      case "l": segment.l = try reader.floats(&budget)
      case "end": segment.end = try RawPartial(&reader, &budget)
      case "reference": segment.reference = try RawReference(&reader, &budget)
      default: try reader.skip()
      }
    }
    self = segment
  }
}

extension RawMerge {
  init(_ reader: inout JSONReader, _ budget: inout Int) throws(TraceError) {
    var merge = RawMerge()
    try reader.object { (reader, key) throws(TraceError) in
      switch key {
      case "m": merge.m = try reader.floats(&budget)
      case "alpha": merge.alpha = try reader.weights(&budget)
      case "beta": merge.beta = try reader.weights(&budget)
      case "end": merge.end = try RawPartial(&reader, &budget)
      default: try reader.skip()
      }
    }
    self = merge
  }
}

extension RawResult {
  init(_ reader: inout JSONReader, _ budget: inout Int) throws(TraceError) {
    var result = RawResult()
    try reader.object { (reader, key) throws(TraceError) in
      switch key {
      case "o": result.o = try reader.floats(&budget)
      case "lse": result.lse = try reader.floats(&budget)
      default: try reader.skip()
      }
    }
    self = result
  }
}

extension RawReference {
  fileprivate init(_ reader: inout JSONReader, _ budget: inout Int) throws(TraceError) {
    var reference = RawReference()
    try reader.object { (reader, key) throws(TraceError) in
      switch key {
      case "o": reference.o = try reader.doubles(&budget)
      case "lse": reference.lse = try reader.doubles(&budget)
      default: try reader.skip()
      }
    }
    self = reference
  }
}
