import AttentionKernel
import VizPlayback
import VizRecording

/// The traces that a demo is recorded from: one of each problem that it shows.
struct TraceShelf: Sendable {
  /// A trace, or the folder with all of them, as errors name it.
  let path: String
  private let replays: [Replay]

  init(_ replays: [Replay], path: String) {
    self.replays = replays
    self.path = path
  }

  /// - Parameter path: a trace, or a folder with traces (`*.json`).
  /// - Throws: a ``Failure`` of kind `file`, in one line, for what cannot be read.
  init(reading path: String) throws(Failure) {
    self.path = path
    var replays: [Replay] = []
    for file in try Self.files(in: path) { replays.append(try Replay(reading: file)) }
    self.replays = replays
  }

  /// The trace, or those in the folder in the order of their names, so that it is always the same one where two are alike.
  static func files(in path: String) throws(Failure) -> [String] {
    guard let all = Folder.names(in: path) else { return [path] }
    let names = all.filter { $0.hasSuffix(".json") }
    let shown = FileName.readable(path)
    guard !names.isEmpty else { throw .file("\(shown): has no traces in it (*.json)") }
    guard names.count <= most else { throw .file("\(shown): has more than \(most) traces in it") }
    return names.sorted().map { path.hasSuffix("/") ? path + $0 : path + "/" + $0 }
  }

  /// The largest have 32 MiB.
  private static let most = 64

  /// The trace of a setup.
  ///
  /// - Throws: a failure of kind `usage` where there is none: a demo's words would not fit another problem's picture.
  func replay(of setup: Setup) throws(Failure) -> Replay {
    let differences = replays.map { $0.difference(to: setup) }
    if let place = differences.firstIndex(of: nil) { return replays[place] }
    if replays.count == 1, let difference = differences[0] {
      throw .usage(
        "--from-trace: \(path) has other \(difference) than what the demo shows, which is: \(setup.commandLine)")
    }
    throw .usage("--from-trace: none of the traces in \(path) is of \(setup.commandLine)")
  }
}

extension Replay {
  /// In what it is not the trace of a setup; `nil` where it is.
  fileprivate func difference(to setup: Setup) -> String? {
    let (mine, wanted) = (trace.experiment, setup.experiment)
    if mine.problem != wanted.problem { return "requests, heads or tiles" }
    if mine.units != wanted.units { return "units" }
    if mine.slots != wanted.slots { return "slots" }
    if mine.algorithms != wanted.algorithms { return "algorithms" }
    if trace.runs.map(\.schedule) != wanted.schedules() { return "splits, or tiles dealt otherwise," }
    // A trace from elsewhere need not say what was in its tensors.
    if case .imported = trace.clock { return nil }
    if trace.input != (setup.input == nil ? nil : setup.source) { return "tensors" }
    let isMadeUpAlike = mine.seed == wanted.seed && mine.distribution == wanted.distribution
    return setup.input != nil || isMadeUpAlike ? nil : "seed or distribution"
  }

  func subject(origin: Origin) -> Subject {
    Subject(
      trace.experiment, cores: trace.threads ?? 0, usableCores: trace.isOversubscribed ? 0 : nil, source: trace.name,
      origin: origin,
      schedules: trace.runs.map(\.schedule))
  }
}
