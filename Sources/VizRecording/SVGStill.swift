import CellFrame

extension Frame {
  /// The frame as a picture: a film that never moves, in the theme that the reader's system asks for.
  public func svg(dark: Theme, light: Theme, title: String) -> String {
    var film = Film()
    film.show(self, at: 0)
    return film.svg(dark: dark, light: light, title: title)
  }
}
