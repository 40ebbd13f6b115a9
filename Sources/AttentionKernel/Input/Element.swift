import AttentionCore

/// How a stored element becomes a number and back.
protocol StoredElement: SendableMetatype {
  associatedtype Storage: BitwiseCopyable
  static func value(_ stored: Storage) -> Float
  /// Rounded to nearest, ties to even.
  static func stored(_ value: Float) -> Storage
}

enum F32Element: StoredElement {
  @inline(__always) static func value(_ stored: Float) -> Float { stored }
  @inline(__always) static func stored(_ value: Float) -> Float { value }
}

enum F16Element: StoredElement {
  @inline(__always) static func value(_ stored: UInt16) -> Float { floatFromF16(stored) }
  @inline(__always) static func stored(_ value: Float) -> UInt16 { f16FromFloat(value) }
}

enum BF16Element: StoredElement {
  @inline(__always) static func value(_ stored: UInt16) -> Float { floatFromBF16(stored) }
  @inline(__always) static func stored(_ value: Float) -> UInt16 { bf16FromFloat(value) }
}

extension ElementType {
  /// The conversions of this type.
  var stored: any StoredElement.Type {
    switch self {
    case .f32: F32Element.self
    case .f16: F16Element.self
    case .bf16: BF16Element.self
    }
  }
}
