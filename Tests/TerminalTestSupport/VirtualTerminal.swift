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

  public internal(set) var width: Int
  public internal(set) var height: Int
  /// What is shown, row after row.
  public internal(set) var cells: [Cell]
  /// The private modes that are on (`CSI ? n h`).
  public internal(set) var modes: Set<Int> = [7, 25]
  public internal(set) var cursor = (x: 0, y: 0)
  public internal(set) var attributes = Attributes()
  /// Sequences that were not understood, as text.
  public internal(set) var unknown: [String] = []
  /// How many updates ended (`CSI ? 2026 l`).
  public internal(set) var updates = 0
  /// The texts of operating system commands (`OSC … BEL`).
  public internal(set) var commands: [String] = []

  var otherScreen: [Cell]
  var otherCursor = (x: 0, y: 0)
  var savedCursor = (x: 0, y: 0)
  /// The cursor stands on the last column and the next character begins a new line.
  var wraps = false
  var applicationKeypad = false
  var alphabets: [Bool] = [false, false]
  var alphabet = 0
  /// The rows that scroll.
  var region: Range<Int>
  var lastScalar: Unicode.Scalar = " "
  var unread: [UInt8] = []

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
}
