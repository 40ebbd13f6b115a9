import AttentionKernel

extension WholeFile {
  /// Writes a file of these bytes.
  static func write(_ bytes: [UInt8], to path: String) throws(KernelFailure) {
    try write(to: path) { append throws(KernelFailure) in
      // Arrays hand out their bytes only to closures that rethrow any error.
      let result = bytes.withUnsafeBytes { bytes in Result { () throws(KernelFailure) in try append(bytes) } }
      try result.get()
    }
  }
}
