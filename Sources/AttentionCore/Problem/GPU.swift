/// A GPU whose size is known by name: what a schedule for it counts.
public struct GPU: Sendable, Hashable {
  public var name: String
  /// Its SMs.
  public var units: Int
  /// CTAs that flash-attention and the authors' LeanAttention count per SM.
  public var slots: Int

  /// By size. Sources: NVIDIA's architecture white papers; of the B200, cuDNN-frontend's `heuristics.py`.
  public static let all = [
    GPU(name: "A100", units: 108, slots: 2), GPU(name: "H100 PCIe", units: 114, slots: 2),
    GPU(name: "H100 SXM, H200", units: 132, slots: 2), GPU(name: "B200", units: 148, slots: 2),
  ]
}
