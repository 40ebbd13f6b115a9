/// What is wrong with a file, gathered while it is read: one mistake does not hide the next.
final class ErrorList {
  private var entries: [(place: Place?, error: DemoError)] = []

  /// In the order of the file; what has no place comes first.
  var inOrder: [DemoError] {
    func key(_ place: Place?) -> (Int, Int) { place.map { ($0.line, $0.column) } ?? (0, 0) }
    return entries.enumerated().sorted {
      let (one, two) = (key($0.element.place), key($1.element.place))
      return one == two ? $0.offset < $1.offset : one < two
    }.map(\.element.error)
  }

  /// - Parameter place: in this file, where the error itself is in one that this file includes.
  func add(_ error: DemoError, at place: Place? = nil) { entries.append((place ?? error.place, error)) }

  /// Notes what goes wrong, and goes on.
  func collect(at place: Place? = nil, _ body: () throws(DemoError) -> Void) {
    do throws(DemoError) { try body() } catch { add(error, at: place) }
  }
}
