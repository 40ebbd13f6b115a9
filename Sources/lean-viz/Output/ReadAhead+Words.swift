import AttentionKernel
import VizScene

extension ReadAhead {
  /// Rows of K or V ahead, of all streams together.
  var rows: Int { 4 * Int(distance) }

  var cacheJSON: JSON { distance == 0 ? .null : .string(cacheInWords) }

  private var cacheInWords: String { cache == .first ? "L1" : "L2" }

  /// What the kernel asks for, after "the kernel asks for".
  var ofRowsInWords: String {
    let own = distance == 0 ? "no rows ahead" : "rows \(rows) ahead of their use, into \(cacheInWords)"
    return asksOtherHalf ? "\(own), and for V while it reads K, the next K while it reads V, into L2" : own
  }

  /// What plain reads do, after "plain reads".
  var ofLinesInWords: String {
    distance == 0 ? "leave that to the hardware" : "for lines \(distance) KiB ahead, into \(cacheInWords)"
  }
}
