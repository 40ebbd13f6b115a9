/// Which of a list's lines to show where not all of them fit, so that one of them is in the middle as far as possible.
func window(of count: Int, shown: Int, around place: Int) -> Range<Int> {
  let first = max(0, min(place - shown / 2, count - shown))
  return first..<min(count, first + max(0, shown))
}
