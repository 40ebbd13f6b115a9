extension Algorithm {
  /// Every planner. To add one: a file beside this one, and its line here.
  static let planners: [any AlgorithmDefinition.Type] = [
    FlashAttention2.self,
    FlashDecoding.self,
    LeanAttention.self,
    FlashInfer.self,
    XQA.self,
  ]

  public static let fa2 = Algorithm(FlashAttention2.self)
  public static let fd = Algorithm(FlashDecoding.self)
  public static let lean = Algorithm(LeanAttention.self)
}
