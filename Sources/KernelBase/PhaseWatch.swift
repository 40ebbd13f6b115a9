// How the time of a tile goes to its phases, where somebody asks; else nothing of this is left in the code.

import CKernelSupport

enum Phase: Int {
  case scores, softmax, values
}

/// Is told where the phases of a span end.
protocol PhaseWatch {
  mutating func begin()
  /// The phase ends here and the next one begins.
  mutating func end(_ phase: Phase)
}

/// Nobody watches.
struct Unwatched: PhaseWatch {
  @_transparent mutating func begin() {}
  @_transparent mutating func end(_ phase: Phase) {}
}

/// Adds up ticks, a phase each.
struct PhaseTimer: PhaseWatch {
  private let ticks: UnsafeMutablePointer<UInt64>
  private var last: UInt64 = 0

  @_transparent init(_ ticks: UnsafeMutablePointer<UInt64>) { self.ticks = ticks }

  @_transparent mutating func begin() { last = lean_ticks() }

  @_transparent mutating func end(_ phase: Phase) {
    let now = lean_ticks()
    ticks[phase.rawValue] &+= now &- last
    last = now
  }
}
