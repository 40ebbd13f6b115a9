import CellFrame

/// A terminal as a value: bytes go in, a grid of cells and the modes that are on come out.
///
/// It understands what ncurses writes on xterm, screen, vt100 and the direct-colour entry; whatever else arrives is
/// listed in ``unknown``, so that a test can insist on there being none.
public struct VirtualTerminal: Sendable {
  public enum Color: Sendable, Hashable {
    case standard
    case index(Int)
    case rgb(Int)
  }

  public struct Attributes: Sendable, Hashable {
    public var ink = Color.standard
    public var ground = Color.standard
    public var bold = false
    public var dim = false
    public var underline = false
    public var reverse = false

    public init() {}
  }

  public struct Cell: Sendable, Hashable {
    /// NUL is the right half of a wide character.
    public var scalar: Unicode.Scalar
    public var attributes: Attributes

    public init(_ scalar: Unicode.Scalar, _ attributes: Attributes) {
      self.scalar = scalar
      self.attributes = attributes
    }
  }

  public private(set) var width: Int
  public private(set) var height: Int
  /// What is shown, row after row.
  public private(set) var cells: [Cell]
  /// The private modes that are on (`CSI ? n h`).
  public private(set) var modes: Set<Int> = [7, 25]
  public private(set) var cursor = (x: 0, y: 0)
  public private(set) var attributes = Attributes()
  /// Sequences that were not understood, as text.
  public private(set) var unknown: [String] = []
  /// How many updates ended (`CSI ? 2026 l`).
  public private(set) var updates = 0
  /// The texts of operating system commands (`OSC … BEL`).
  public private(set) var commands: [String] = []

  private var otherScreen: [Cell]
  private var otherCursor = (x: 0, y: 0)
  private var savedCursor = (x: 0, y: 0)
  /// The cursor stands on the last column and the next character begins a new line.
  private var wraps = false
  private var applicationKeypad = false
  private var alphabets: [Bool] = [false, false]
  private var alphabet = 0
  /// The rows that scroll.
  private var region: Range<Int>
  private var lastScalar: Unicode.Scalar = " "
  private var unread: [UInt8] = []

  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
    cells = Array(repeating: Cell(" ", Attributes()), count: width * height)
    otherScreen = cells
    region = 0..<height
  }

  public subscript(x: Int, y: Int) -> Cell { cells[y * width + x] }

  /// The rows as text, without the blanks at their ends.
  public var lines: [String] {
    (0..<height).map { y in
      var scalars = String.UnicodeScalarView()
      for cell in cells[y * width..<(y + 1) * width] where cell.scalar.value != 0 { scalars.append(cell.scalar) }
      var line = String(scalars)
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  public var text: String { lines.joined(separator: "\n") }

  /// Everything that a program has left on and must not leave on when it ends; empty after a clean exit.
  public var leftBehind: [String] {
    var left: [String] = []
    if modes.contains(1049) || modes.contains(1047) || modes.contains(47) { left.append("the second screen") }
    if !modes.contains(7) { left.append("no automatic wrap") }
    if !modes.contains(25) { left.append("a hidden cursor") }
    for mode in [9, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1015] where modes.contains(mode) {
      left.append("mouse or focus reports (\(mode))")
    }
    if modes.contains(2004) { left.append("bracketed paste") }
    if modes.contains(2026) { left.append("synchronized output") }
    if modes.contains(1) { left.append("application cursor keys") }
    if applicationKeypad { left.append("the application keypad") }
    if attributes != Attributes() { left.append("attributes \(attributes)") }
    if alphabets[alphabet] { left.append("another alphabet") }
    if !unread.isEmpty { left.append("half a sequence \(unread)") }
    return left
  }

  /// The terminal gets another size; what was shown stays where it was.
  public mutating func resize(width: Int, height: Int) {
    func resized(_ old: [Cell]) -> [Cell] {
      (0..<width * height).map { place in
        let (x, y) = (place % width, place / width)
        return x < self.width && y < self.height ? old[y * self.width + x] : Cell(" ", Attributes())
      }
    }
    (cells, otherScreen) = (resized(cells), resized(otherScreen))
    (self.width, self.height) = (width, height)
    cursor = (min(cursor.x, width - 1), min(cursor.y, height - 1))
    region = 0..<height
    wraps = false
  }

  public mutating func feed(_ bytes: some Sequence<UInt8>) {
    unread.append(contentsOf: bytes)
    var position = 0
    while position < unread.count {
      let length = consume(at: position)
      if length == 0 { break }
      position += length
    }
    unread.removeFirst(position)
  }

  // MARK: Sequences

  /// Takes one character or sequence. Returns its length; 0 if it is not complete.
  private mutating func consume(at start: Int) -> Int {
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

  // MARK: The grid

  private var place: Int { cursor.y * width + cursor.x }

  /// Erased cells keep the ground colour, as on terminals with "bce".
  private var blank: Cell {
    var blank = Attributes()
    blank.ground = attributes.ground
    return Cell(" ", blank)
  }

  private mutating func put(_ scalar: Unicode.Scalar) {
    var scalar = scalar
    if alphabets[alphabet], let line = Self.lineDrawing[scalar] { scalar = line }
    lastScalar = scalar
    let cellsTaken = cellWidth(of: scalar)
    if cellsTaken == 0 { return }
    if wraps || cursor.x + cellsTaken > width && modes.contains(7) {
      cursor.x = 0
      lineFeed()
    }
    wraps = false
    for offset in 0..<min(cellsTaken, width) { clearWide(at: place + offset) }
    cells[place] = Cell(scalar, attributes)
    if cellsTaken == 2 && cursor.x + 1 < width { cells[place + 1] = Cell("\0", attributes) }
    if cursor.x + cellsTaken < width {
      cursor.x += cellsTaken
    } else {
      cursor.x = width - 1
      wraps = modes.contains(7)
    }
  }

  /// A wide character that is written over in part vanishes whole.
  private mutating func clearWide(at place: Int) {
    let column = place % width
    if cells[place].scalar == "\0", column > 0 { cells[place - 1].scalar = " " }
    if column + 1 < width, cells[place + 1].scalar == "\0", cells[place].scalar != "\0" {
      cells[place + 1].scalar = " "
    }
  }

  private mutating func lineFeed() {
    wraps = false
    if cursor.y + 1 == region.upperBound {
      scroll(region, by: 1)
    } else {
      cursor.y = min(height - 1, cursor.y + 1)
    }
  }

  /// Moves rows up, or down if negative; blank ones come in.
  private mutating func scroll(_ rows: Range<Int>, by lines: Int) {
    if rows.isEmpty { return }
    let old = cells
    for y in rows {
      for x in 0..<width {
        cells[y * width + x] = rows.contains(y + lines) ? old[(y + lines) * width + x] : blank
      }
    }
  }

  private mutating func erase(_ places: Range<Int>) {
    for place in places { cells[place] = blank }
  }

  private mutating func eraseLine(_ kind: Int) {
    let row = cursor.y * width..<(cursor.y + 1) * width
    erase(kind == 0 ? place..<row.upperBound : kind == 1 ? row.lowerBound..<place + 1 : row)
  }

  private mutating func eraseScreen(_ kind: Int) {
    erase(kind == 0 ? place..<cells.count : kind == 1 ? 0..<place + 1 : 0..<cells.count)
  }

  private mutating func insert(_ count: Int) {
    let row = cursor.y * width..<(cursor.y + 1) * width
    var rest = Array(cells[place..<row.upperBound])
    rest.insert(contentsOf: Array(repeating: blank, count: min(count, rest.count)), at: 0)
    cells.replaceSubrange(place..<row.upperBound, with: rest.prefix(row.upperBound - place))
  }

  private mutating func delete(_ count: Int) {
    let row = cursor.y * width..<(cursor.y + 1) * width
    let rest = cells[place..<row.upperBound].dropFirst(count)
    cells.replaceSubrange(
      place..<row.upperBound, with: rest + Array(repeating: blank, count: row.upperBound - place - rest.count))
  }

  private static let lineDrawing: [Unicode.Scalar: Unicode.Scalar] = [
    "q": "─", "x": "│", "l": "┌", "k": "┐", "m": "└", "j": "┘", "t": "├", "u": "┤", "n": "┼", "w": "┬", "v": "┴",
    "a": "▒", "~": "·", "`": "◆",
  ]
}
