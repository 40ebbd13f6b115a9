extension ProblemShape {
  init(ofFile path: String) throws(Failure) { throw .file("\(path): cannot be read") }
}
