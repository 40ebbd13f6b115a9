import AttentionCore
import StrictJSON

extension RawTrace {
  /// Complete events become spans; all others (names, counters, …) say nothing that is needed here.
  mutating func readEvents(_ reader: inout JSONReader) throws(TraceError) {
    var spans: [RawSpan] = []
    try reader.array { (reader, place) throws(TraceError) in
      if let span = try RawSpan(&reader, place: place) { spans.append(span) }
      guard spans.count <= TraceLimits.spans else { throw reader.error("is one span too many") }
    }
    self.spans = spans
  }
}

extension RawSpan {
  fileprivate init?(_ reader: inout JSONReader, place: Int) throws(TraceError) {
    var phase: String?
    var pid: Int?
    var tid: Int?
    var category: String?
    var start: Int?
    var duration: Int?
    var segment: Int?
    var merge: Int?
    try reader.object { (reader, key) throws(TraceError) in
      switch key {
      case "ph": phase = try reader.string()
      case "pid": pid = try reader.integer(0...Int(Int32.max))
      case "tid": tid = try reader.integer(0...Int(Int32.max))
      case "cat": category = try reader.string()
      case "ts": start = try reader.nanoseconds()
      case "dur": duration = try reader.nanoseconds()
      case "args":
        try reader.object { (reader, key) throws(TraceError) in
          switch key {
          case "segment": segment = try reader.integer(0...Int(Int32.max))
          case "merge": merge = try reader.integer(0...Int(Int32.max))
          default: try reader.skip()
          }
        }
      default: try reader.skip()
      }
    }
    guard let phase else { throw reader.error("has no ph") }
    if phase == "B" || phase == "E" {
      throw reader.error("is half of a span (ph \(phase)): spans are whole here (ph X, with dur)")
    }
    guard phase == "X" else { return nil }
    guard let pid, let tid, let category, let start, let duration else {
      throw reader.error("needs pid, tid, cat, ts and dur")
    }
    guard !category.isEmpty, category.utf8.count <= 40 else {
      throw reader.error("has a cat of \(category.utf8.count) bytes")
    }
    self.init(
      pid: pid, tid: tid, kind: SpanKind(rawValue: category), start: start, end: start + duration, segment: segment,
      merge: merge, place: place)
  }
}
