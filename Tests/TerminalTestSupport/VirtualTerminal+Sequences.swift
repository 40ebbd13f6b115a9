/// Characters and sequences, as they come.
extension VirtualTerminal {
  /// Takes one character or sequence. Returns its length; 0 if it is not complete.
  mutating func consume(at start: Int) -> Int {
    let first = unread[start]
    switch first {
    case 0x1B: return consumeEscape(at: start)
    case 0x08:
      cursor.x = max(0, cursor.x - 1)
      wraps = false
    case 0x09:
      cursor.x = min(width - 1, (cursor.x / 8 + 1) * 8)
      wraps = false
    case 0x0A: lineFeed()
    case 0x0D:
      cursor.x = 0
      wraps = false
    case 0x0E: alphabet = 1
    case 0x0F: alphabet = 0
    case 0x00, 0x07: break
    case 0x20..<0x7F: put(Unicode.Scalar(first))
    case 0xC2...0xF4:
      let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
      guard start + length <= unread.count else { return 0 }
      let text = String(decoding: unread[start..<start + length], as: UTF8.self)
      for scalar in text.unicodeScalars { put(scalar) }
      return length
    default: unknown.append("byte \(first)")
    }
    return 1
  }

  private mutating func consumeEscape(at start: Int) -> Int {
    guard start + 1 < unread.count else { return 0 }
    let kind = Character(Unicode.Scalar(unread[start + 1]))
    switch kind {
    case "[":
      var end = start + 2
      while end < unread.count, (0x20...0x3F).contains(unread[end]) { end += 1 }
      guard end < unread.count else { return 0 }
      // An ESC cuts a sequence off.
      if unread[end] == 0x1B { return end - start }
      control(String(decoding: unread[start + 2..<end], as: UTF8.self), Character(Unicode.Scalar(unread[end])))
      return end + 1 - start
    case "]", "P", "^", "_":
      var end = start + 2
      while end < unread.count, unread[end] != 0x07, unread[end] != 0x1B { end += 1 }
      guard end < unread.count else { return 0 }
      if kind == "]" { commands.append(String(decoding: unread[start + 2..<end], as: UTF8.self)) }
      if unread[end] == 0x07 { return end + 1 - start }
      guard end + 1 < unread.count else { return 0 }
      return end + (unread[end + 1] == UInt8(ascii: "\\") ? 2 : 0) - start
    case "(", ")":
      guard start + 2 < unread.count else { return 0 }
      alphabets[kind == "(" ? 0 : 1] = unread[start + 2] == UInt8(ascii: "0")
      return 3
    case "=": applicationKeypad = true
    case ">": applicationKeypad = false
    case "7": savedCursor = cursor
    case "8": cursor = savedCursor
    case "M": if cursor.y > region.lowerBound { cursor.y -= 1 } else { scroll(region, by: -1) }
    case "\\": break
    case "\u{1B}": return 1
    default: unknown.append("ESC \(kind)")
    }
    return 2
  }

  private mutating func control(_ parameters: String, _ final: Character) {
    let isPrivate = parameters.hasPrefix("?")
    let numbers = parameters.drop { $0 == "?" }.split(separator: ";", omittingEmptySubsequences: false).map {
      Int($0) ?? 0
    }
    let n = max(1, numbers.first ?? 1)
    if final != "m" && final != "h" && final != "l" { wraps = false }
    switch (final, isPrivate) {
    case ("m", false): select(numbers)
    case ("h", true): for mode in numbers { set(mode, true) }
    case ("l", true): for mode in numbers { set(mode, false) }
    case ("H", false), ("f", false):
      cursor.y = min(height, max(1, numbers.first ?? 1)) - 1
      cursor.x = min(width, max(1, numbers.count > 1 ? numbers[1] : 1)) - 1
    case ("A", false): cursor.y = max(0, cursor.y - n)
    case ("B", false): cursor.y = min(height - 1, cursor.y + n)
    case ("C", false): cursor.x = min(width - 1, cursor.x + n)
    case ("D", false): cursor.x = max(0, cursor.x - n)
    case ("G", false): cursor.x = min(width, n) - 1
    case ("d", false): cursor.y = min(height, n) - 1
    case ("J", false): eraseScreen(numbers.first ?? 0)
    case ("K", false): eraseLine(numbers.first ?? 0)
    case ("X", false): erase(place..<min(place + n, (cursor.y + 1) * width))
    case ("@", false): insert(n)
    case ("P", false): delete(n)
    case ("b", false): for _ in 0..<n { put(lastScalar) }
    case ("L", false): scroll(cursor.y..<region.upperBound, by: -n)
    case ("M", false): scroll(cursor.y..<region.upperBound, by: n)
    case ("S", false): scroll(region, by: n)
    case ("T", false): scroll(region, by: -n)
    case ("r", false):
      let last = numbers.count > 1 && numbers[1] > 0 ? min(numbers[1], height) : height
      region = min(n, last) - 1..<last
      cursor = (0, 0)
    // Title stack; insert mode off; the Linux console's cursor shape.
    case ("t", false), ("l", false), ("c", true): break
    case ("h", false) where numbers == [34]: break  // screen's cursor shape
    default: unknown.append("CSI \(parameters)\(final)")
    }
  }

  private mutating func set(_ mode: Int, _ on: Bool) {
    if mode == 2026 && !on { updates += 1 }
    if mode == 1049 && on != modes.contains(1049) {
      swap(&cells, &otherScreen)
      if on {
        otherCursor = cursor
        cells = Array(repeating: blank, count: width * height)
      } else {
        cursor = otherCursor
      }
      wraps = false
    }
    if on { modes.insert(mode) } else { modes.remove(mode) }
  }

  private mutating func select(_ numbers: [Int]) {
    var rest = numbers.isEmpty ? [0] : numbers[...]
    while let number = rest.popFirst() {
      switch number {
      case 0: attributes = Attributes()
      case 1: attributes.bold = true
      case 2: attributes.dim = true
      case 4: attributes.underline = true
      case 7: attributes.reverse = true
      case 22: (attributes.bold, attributes.dim) = (false, false)
      case 24: attributes.underline = false
      case 27: attributes.reverse = false
      case 10: break  // the ordinary font
      case 30...37: attributes.ink = .index(number - 30)
      case 90...97: attributes.ink = .index(number - 90 + 8)
      case 40...47: attributes.ground = .index(number - 40)
      case 100...107: attributes.ground = .index(number - 100 + 8)
      case 39: attributes.ink = .standard
      case 49: attributes.ground = .standard
      case 38, 48:
        var color = Color.standard
        switch rest.popFirst() {
        case 5: color = .index(rest.popFirst() ?? -1)
        case 2:
          let channels = (0..<3).map { _ in rest.popFirst() ?? -1 }
          color = .rgb(channels[0] << 16 | channels[1] << 8 | channels[2])
        default: unknown.append("CSI \(numbers)m")
        }
        if number == 38 { attributes.ink = color } else { attributes.ground = color }
      default: unknown.append("CSI \(numbers)m")
      }
    }
  }
}
