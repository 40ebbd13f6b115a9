import CKernelSupport
import Glibc
import KernelBase

#if arch(x86_64)
  import KernelV3
  import KernelV4
#endif

/// A kernel: folds one KV tile into its state. A plain function pointer, so that calling it counts nothing.
typealias TileKernel = @convention(c) (UnsafePointer<lean_tile>) -> Void

/// The vector instructions that a tile kernel is compiled for. Results depend on it in their last bits.
public enum InstructionSet: String, Sendable, Hashable, CaseIterable {
  /// What every machine of this architecture has; SSE2 on x86-64.
  case scalar
  case avx2
  case avx512
  case neon

  /// Those that this machine runs, best first.
  public static var available: [InstructionSet] {
    #if arch(x86_64)
      (lean_supports_avx512() ? [.avx512] : []) + (lean_supports_avx2() ? [.avx2] : []) + [.scalar]
    #elseif arch(arm64)
      [.neon]
    #else
      [.scalar]
    #endif
  }

  /// The best one, or the one that LEANVIZ_ISA names.
  /// - Throws: a failure of kind `usage` where that one is unknown or not available here.
  public static func chosen() throws(KernelFailure) -> InstructionSet {
    try chosen(named: getenv("LEANVIZ_ISA").map { String(cString: $0) })
  }

  static func chosen(named name: String?) throws(KernelFailure) -> InstructionSet {
    let available = available
    guard let name, !name.isEmpty else { return available.first ?? .scalar }
    let choices = available.map(\.rawValue).joined(separator: ", ")
    guard let wanted = InstructionSet(rawValue: name) else {
      throw KernelFailure(.usage, "LEANVIZ_ISA: \(name) is no instruction set; available here: \(choices)")
    }
    guard available.contains(wanted) else {
      throw KernelFailure(.usage, "LEANVIZ_ISA: this machine has no \(name); available here: \(choices)")
    }
    return wanted
  }

  /// The tile kernel compiled for it. All fold the same tile to the same accuracy, each in its own order of sums.
  var attend: TileKernel {
    #if arch(x86_64)
      switch self {
      case .avx512: return { KernelV4.attendTile($0) }
      case .avx2: return { KernelV3.attendTile($0) }
      case .scalar, .neon: break
      }
    #endif
    return { KernelBase.attendTile($0) }
  }

  /// The same kernel, to the bit, which also times its phases.
  var attendTimed: TileKernel {
    #if arch(x86_64)
      switch self {
      case .avx512: return { KernelV4.attendTileTimed($0) }
      case .avx2: return { KernelV3.attendTileTimed($0) }
      case .scalar, .neon: break
      }
    #endif
    return { KernelBase.attendTileTimed($0) }
  }

  /// Multiply-adds of its vectors alone; see `KernelBase.multiplyAdds`.
  func multiplyAdds(rounds: Int, result: UnsafeMutablePointer<Float>) -> Int {
    #if arch(x86_64)
      switch self {
      case .avx512: return KernelV4.multiplyAdds(rounds: rounds, result: result)
      case .avx2: return KernelV3.multiplyAdds(rounds: rounds, result: result)
      case .scalar, .neon: break
      }
    #endif
    return KernelBase.multiplyAdds(rounds: rounds, result: result)
  }
}
