enum Studio {
  static func run(setup: Setup, view: ViewOptions) throws {
    throw Failure.usage("no usable terminal; --plain tells the run in sentences")
  }
}
