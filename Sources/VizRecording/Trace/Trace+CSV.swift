import AttentionCore

extension Trace {
  /// A row a span: `algorithm,clock,unit,kind,request,kv_head,first,end,start_ns,duration_ns`.
  ///
  /// `first` and `end` are the KV tiles that it ran (empty where it ran none), request, head, tile and unit count from 0.
  public var csv: String {
    var text = "algorithm,clock,unit,kind,request,kv_head,first,end,start_ns,duration_ns\n"
    for run in runs {
      let facts = SpanFacts(run.timeline, of: run.schedule)
      for (index, span) in run.timeline.spans.enumerated() {
        let fact = facts[index]
        let fields = [
          run.schedule.algorithm.rawValue, clockName, String(span.track.unit), span.kind.rawValue,
          fact.output.map { String(run.schedule.problem.request(ofOutput: $0)) } ?? "",
          fact.output.map { String(run.schedule.problem.kvHead(ofOutput: $0)) } ?? "",
          fact.tiles.map { String($0.hull.lowerBound) } ?? "", fact.tiles.map { String($0.hull.upperBound) } ?? "",
          String(span.start), String(span.end - span.start),
        ]
        text += fields.map(\.quotedForCSV).joined(separator: ",") + "\n"
      }
    }
    return text
  }

  /// In a word; where it comes from another machine, with its source.
  private var clockName: String {
    switch clock {
    case .measured: "measured"
    case .composed: "composed"
    default: clockInWords
    }
  }
}

extension String {
  /// In quotes where it needs them (RFC 4180).
  fileprivate var quotedForCSV: String {
    guard unicodeScalars.contains(where: { $0 == "," || $0 == "\"" || $0.value < 0x20 }) else { return self }
    return "\"" + split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }
}
