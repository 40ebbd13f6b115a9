enum RecordingSession {
  static func run(demo: String, output: String, size: ScreenSize?) throws {
    throw Failure.usage("\(demo): nothing records it")
  }
}
