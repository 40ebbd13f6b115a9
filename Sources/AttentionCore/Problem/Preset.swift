/// A problem worth looking at, by name.
public struct Preset: Sendable, Hashable {
  public var name: String
  /// One line on what to look for.
  public var note: String
  public var contexts: [Int]
  public var queryHeads: Int
  public var kvHeads: Int
  public var headDim: Int
  public var elementType = ElementType.f32
  public var tileTokens: Int
  public var units: Int
  /// 2 for GPUs, as flash-attention and the authors' LeanAttention count; 1 for toys.
  public var slots = 1
  public var splits = SplitCount.automatic

  public static func named(_ name: String) -> Preset? { all.first { $0.name == name } }

  public static let all: [Preset] = [
    Preset(
      name: "three-heads", note: "Three heads, eight units: five units idle under FlashAttention-2.",
      contexts: [5632], queryHeads: 3, kvHeads: 3, headDim: 64, tileTokens: 256, units: 8),
    Preset(
      name: "figure-1",
      note: "The LeanAttention paper's picture: two heads of five tiles on five units, two chunks per output.",
      contexts: [1280], queryHeads: 2, kvHeads: 2, headDim: 64, tileTokens: 256, units: 5, splits: .fixed(2)),
    Preset(
      name: "ragged",
      note: "Unequal requests: eight outputs seem to fill eight units, but two of them are three quarters of the work.",
      contexts: [16384, 4096, 1024, 512], queryHeads: 2, kvHeads: 2, headDim: 64, tileTokens: 256, units: 8),
    Preset(
      name: "llama-3-8b",
      note: "Llama 3 8B, one request of 8k tokens on 108 units (A100): 8 outputs, 100 units to feed.",
      contexts: [8192], queryHeads: 32, kvHeads: 8, headDim: 128, elementType: .f16, tileTokens: 128, units: 108,
      slots: 2),
    Preset(
      name: "phi-3-medium", note: "Phi-3-medium, one request of 8k tokens on 108 units: 10 outputs.",
      contexts: [8192], queryHeads: 40, kvHeads: 10, headDim: 128, elementType: .f16, tileTokens: 128, units: 108,
      slots: 2),
    Preset(
      name: "one-more-request",
      note: "34 requests × 8 heads are 272 outputs on 132 units of 2 slots (H100): the last eight cost a whole wave.",
      contexts: Array(repeating: 8192, count: 34), queryHeads: 8, kvHeads: 8, headDim: 128, elementType: .f16,
      tileTokens: 128, units: 132, slots: 2),
    Preset(
      name: "lean-loses",
      note: "15 short heads on 8 units: FlashAttention-2 is at the floor, LeanAttention merges for nothing.",
      contexts: [1024], queryHeads: 15, kvHeads: 15, headDim: 64, tileTokens: 256, units: 8),
    Preset(
      name: "long-context", note: "64k tokens, 8 query heads on 2 KV heads: two outputs for eight units.",
      contexts: [65536], queryHeads: 8, kvHeads: 2, headDim: 64, elementType: .f16, tileTokens: 256, units: 8),
  ]
}
