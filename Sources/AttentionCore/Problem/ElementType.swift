/// The type of the elements of q, K and V. Sums are always carried in f32.
public enum ElementType: String, Sendable, Hashable, CaseIterable {
  case f32, f16, bf16

  /// Bytes an element.
  public var size: Int { self == .f32 ? 4 : 2 }
}
