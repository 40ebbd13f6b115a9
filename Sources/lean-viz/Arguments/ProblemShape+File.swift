import AttentionCore
import AttentionKernel

extension ProblemShape {
  /// The problem that a tensor file holds; only the file's header is read.
  init(ofFile path: String) throws(Failure) {
    do {
      self.init(try TensorFile.header(of: path).problem(tile: nil))
    } catch {
      throw Failure(error)
    }
  }
}
