import AttentionCore

// How stored elements become numbers and back. The type is looked at once for all of them, so that the loops are plain.
extension ElementType {
  /// Hands over the values of `count` stored elements, in order; they may lie anywhere.
  @inline(__always)
  func read(_ source: UnsafeRawPointer, count: Int, _ use: (_ index: Int, _ value: Float) -> Void) {
    switch self {
    case .f32:
      for index in 0..<count { use(index, source.loadUnaligned(fromByteOffset: 4 &* index, as: Float.self)) }
    case .f16:
      for index in 0..<count {
        use(index, floatFromF16(source.loadUnaligned(fromByteOffset: 2 &* index, as: UInt16.self)))
      }
    case .bf16:
      for index in 0..<count {
        use(index, floatFromBF16(source.loadUnaligned(fromByteOffset: 2 &* index, as: UInt16.self)))
      }
    }
  }

  /// Stores `count` elements, each rounded to nearest, ties to even.
  @inline(__always)
  func write(_ target: UnsafeMutableRawPointer, count: Int, _ value: (_ index: Int) -> Float) {
    switch self {
    case .f32:
      let target = target.bindMemory(to: Float.self, capacity: count)
      for index in 0..<count { target[index] = value(index) }
    case .f16:
      let target = target.bindMemory(to: UInt16.self, capacity: count)
      for index in 0..<count { target[index] = f16FromFloat(value(index)) }
    case .bf16:
      let target = target.bindMemory(to: UInt16.self, capacity: count)
      for index in 0..<count { target[index] = bf16FromFloat(value(index)) }
    }
  }

  /// A number as this type holds it.
  func rounded(_ value: Float) -> Float {
    switch self {
    case .f32: value
    case .f16: floatFromF16(f16FromFloat(value))
    case .bf16: floatFromBF16(bf16FromFloat(value))
    }
  }
}
