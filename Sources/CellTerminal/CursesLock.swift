import Foundation

/// ncurses, and the environment that it reads, are one set of globals; every call into it is made under this lock, so
/// that several screens can live in one process, on any threads.
enum CursesLock {
  private static let lock = NSLock()

  static func held<Result>(_ body: () throws -> Result) rethrows -> Result { try lock.withLock(body) }
}
