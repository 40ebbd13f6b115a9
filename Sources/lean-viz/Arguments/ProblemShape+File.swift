import AttentionKernel

extension ProblemShape {
  /// What a tensor file's header says; K and V are not read.
  init(ofFile path: String) throws(Failure) {
    do {
      let header = try TensorFile.header(of: path)
      self.init(
        contexts: header.contexts, queryHeads: header.queryHeads, kvHeads: header.kvHeads, headDim: header.headDim,
        elementType: header.elementType)
    } catch {
      throw Failure(error)
    }
  }
}
