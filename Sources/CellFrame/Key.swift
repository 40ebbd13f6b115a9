/// What a person can do to the program, free of any terminal's encoding.
public enum Key: Sendable, Hashable {
  /// A character as typed (a control character is ``control(_:)``).
  case character(Character)
  /// Control and a lower-case letter.
  case control(Character)
  case enter, escape, tab, backTab, backspace, delete
  case up, down, left, right
  case home, end, pageUp, pageDown
  case function(Int)
  /// Column and row, from 0.
  case press(x: Int, y: Int)
  case release(x: Int, y: Int)
  case scrollUp(x: Int, y: Int)
  case scrollDown(x: Int, y: Int)
  /// Text pasted at once; never keys.
  case paste(String)
}
