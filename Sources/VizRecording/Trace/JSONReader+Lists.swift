import StrictJSON

// Lists as traces have them, within what a trace may hold.

extension JSONReader {
  mutating func list<Value>(
    _ budget: inout Int, _ make: (inout JSONReader, inout Int) throws(TraceError) -> Value
  ) throws(TraceError) -> [Value] {
    var values: [Value] = []
    var left = budget
    try array { (reader, place) throws(TraceError) in
      guard place < TraceLimits.segments else { throw reader.error("is one too many") }
      values.append(try make(&reader, &left))
    }
    budget = left
    return values
  }

  mutating func numbers<Value>(
    _ budget: inout Int, _ make: (inout JSONReader) throws(TraceError) -> Value
  ) throws(TraceError) -> [Value] {
    var values: [Value] = []
    var left = budget
    try array { (reader, _) throws(TraceError) in
      left -= 1
      guard left >= 0 else { throw reader.error("is beyond the \(TraceLimits.numbers) numbers that a trace may hold") }
      values.append(try make(&reader))
    }
    budget = left
    return values
  }

  mutating func floats(_ budget: inout Int) throws(TraceError) -> [Float] {
    try numbers(&budget) { (reader) throws(TraceError) in try reader.float() }
  }

  mutating func doubles(_ budget: inout Int) throws(TraceError) -> [Double] {
    try numbers(&budget) { (reader) throws(TraceError) in try reader.double() }
  }

  /// α and β: from 0 to 1, or not a number.
  mutating func weights(_ budget: inout Int) throws(TraceError) -> [Float] {
    try numbers(&budget) { (reader) throws(TraceError) in
      let value = try reader.float()
      guard value.isNaN || (0...1).contains(value) else { throw reader.error("\(value) is not from 0 to 1") }
      return value
    }
  }
}
