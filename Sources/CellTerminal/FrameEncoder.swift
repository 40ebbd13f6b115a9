import CTerminal
import CellFrame
import Glibc

/// Turns frames into what a terminal must be sent to show them: an ncurses screen that writes to memory.
///
/// The screen on a real terminal and a recording without one are this same encoder, so they are the same bytes. Only
/// what changed since the last frame is written; nothing is, when nothing changed. Not Sendable: one owner at a time.
public final class FrameEncoder {
  public private(set) var width: Int
  public private(set) var height: Int
  private var abilities: TerminalAbilities
  private let memory: Int32
  /// The ncurses screen; nil while the terminal is given back.
  private var screen: OpaquePointer?
  /// What is to be written before the next frame.
  private var preamble: [UInt8] = []

  /// What the terminal shows, cell by cell.
  private var shown: [terminal_cell] = []
  /// The frame that made it; nil when every cell is to be looked at again.
  private var lastFrame: Frame?
  private var theme: Theme?
  private var looks: [Style: (attributes: UInt16, pair: UInt16)] = [:]
  /// Pair numbers by ink and ground; -1 is the terminal's own colour.
  private var pairs: [SIMD2<Int32>: UInt16] = [:]
  private var mustFlush = true

  /// Sizes beyond these are drawn in part; no font makes them readable.
  public static let largest = (width: 1024, height: 512)

  /// An encoder for a terminal of `width` × `height` cells.
  public init(abilities: TerminalAbilities, width: Int, height: Int) throws(TerminalError) {
    self.width = Self.clamped(width, Self.largest.width)
    self.height = Self.clamped(height, Self.largest.height)
    self.abilities = abilities
    memory = terminal_memory_file("frames")
    guard memory >= 0 else { throw .refused(what: "make a memory file", errno: errno) }
    if !open() {
      // An ncurses that takes no entries from us still has the system's.
      self.abilities.useSystemEntry()
      guard open() else { throw .unknown(term: abilities.entry) }
    }
    preamble = takeBytes()
  }

  deinit {
    close()
    Glibc.close(memory)
  }

  /// The bytes that turn what the terminal shows into this frame. A frame of another size is cut, or set on blank ground.
  public func encode(_ frame: Frame, theme: Theme) -> [UInt8] {
    if screen == nil {
      guard open() else { return [] }
      preamble = takeBytes()
    }
    if theme != self.theme {
      self.theme = theme
      looks.removeAll(keepingCapacity: true)
      lastFrame = nil
    }
    let whole = frame.width == width && frame.height == height ? frame : frame.cut(width: width, height: height)
    let frame = abilities.charset == .ascii ? whole.inASCII : whole
    return CursesLock.held {
      let anythingNew = put(frame, theme: theme)
      lastFrame = frame
      guard anythingNew || mustFlush else { return [] }
      mustFlush = false
      curses_flush(screen)
      defer { preamble.removeAll() }
      return preamble + takeBytes()
    }
  }

  /// The next frame is written whole.
  public func repaint() {
    guard let screen else { return }
    mustFlush = true
    CursesLock.held { curses_repaint(screen) }
  }

  /// The terminal has another size now; the next frame is written whole.
  public func resize(width: Int, height: Int) {
    self.width = Self.clamped(width, Self.largest.width)
    self.height = Self.clamped(height, Self.largest.height)
    guard screen != nil else { return }
    // A new screen, of which the terminal need not know: it is taken already, and scrolls as a whole.
    close()
    guard open() else { return }
    _ = takeBytes()
    preamble += Array("\u{1B}[r".utf8)
  }

  /// The bytes that give the terminal back; the next frame takes it again and is written whole.
  public func leave() -> [UInt8] {
    defer { preamble.removeAll() }
    close()
    return preamble + takeBytes()
  }

  /// Opens a blank ncurses screen of the current size. Returns whether it could.
  private func open() -> Bool {
    let (height, width) = (Int32(height), Int32(width))
    screen = CursesLock.held {
      Self.useWideCharacters()
      return Self.withCStrings(abilities.entry, TerminfoEntry(rawValue: abilities.entry)?.terminfo) { entry, terminfo in
        var terminal = curses_terminal(entry: entry, terminfo: terminfo, height: height, width: width)
        return curses_open(&terminal, memory)
      }
    }
    // What ncurses takes an untouched screen to show.
    shown = Array(repeating: terminal_cell(scalar: 0x20, attributes: 0, pair: 0), count: self.width * self.height)
    lastFrame = nil
    looks.removeAll(keepingCapacity: true)
    pairs.removeAll(keepingCapacity: true)
    mustFlush = true
    return screen != nil
  }

  private func close() {
    guard let screen else { return }
    CursesLock.held { curses_close(screen) }
    self.screen = nil
  }

  // MARK: Cells

  /// Hands ncurses the cells of each row that changed. Returns whether there were any.
  private func put(_ frame: Frame, theme: Theme) -> Bool {
    var anythingNew = false
    frame.cells.withUnsafeBufferPointer { new in
      if let old = lastFrame?.cells {
        old.withUnsafeBufferPointer { old in
          for y in 0..<height {
            let row = y * width..<(y + 1) * width
            guard let first = row.first(where: { new[$0] != old[$0] }),
              let last = row.last(where: { new[$0] != old[$0] })
            else { continue }
            // A neighbour's change can uncover or cut a wide character.
            let changed = max(first - 1, row.lowerBound)..<min(last + 2, row.upperBound)
            if put(row: row, columns: changed, of: new, theme: theme) { anythingNew = true }
          }
        }
      } else {
        for y in 0..<height {
          let row = y * width..<(y + 1) * width
          if put(row: row, columns: row, of: new, theme: theme) { anythingNew = true }
        }
      }
    }
    return anythingNew
  }

  private func put(
    row: Range<Int>, columns: Range<Int>, of cells: UnsafeBufferPointer<Cell>, theme: Theme
  ) -> Bool {
    var first = -1
    var last = -1
    for place in columns {
      let scalar = glyph(at: place, row: row, cells: cells)
      let old = shown[place]
      // A wide character has one look, that of its left half.
      let look = look(of: cells[scalar == 0 ? place - 1 : place].style, theme: theme)
      if old.scalar == scalar && old.attributes == look.attributes && old.pair == look.pair { continue }
      if first < 0 { first = place }
      last = place
      shown[place] = terminal_cell(scalar: scalar, attributes: look.attributes, pair: look.pair)
    }
    if first < 0 { return false }
    // Whole wide characters only.
    while first > row.lowerBound && shown[first].scalar == 0 { first -= 1 }
    while last + 1 < row.upperBound && shown[last + 1].scalar == 0 { last += 1 }
    let y = Int32(row.lowerBound / width)
    shown.withUnsafeBufferPointer {
      curses_put(
        screen, y, Int32(first - row.lowerBound), $0.baseAddress.map { $0 + first }, Int32(last - first + 1))
    }
    return true
  }

  /// What is drawn for a cell: its scalar where the terminal can show it, 0 for the right half of a wide one.
  private func glyph(at place: Int, row: Range<Int>, cells: UnsafeBufferPointer<Cell>) -> UInt32 {
    let scalar = cells[place].scalar
    if scalar.value >= 0x20 && scalar.value < 0x7F { return scalar.value }
    if scalar == Cell.covered {
      let isRightHalf =
        abilities.charset == .utf8 && place > row.lowerBound && terminal_width(cells[place - 1].scalar.value) == 2
      return isRightHalf ? 0 : 0x20
    }
    switch terminal_width(scalar.value) {
    case 1: return scalar.value
    // A wide character whose right half something else has taken is left out.
    case 2: return place + 1 < row.upperBound && cells[place + 1].scalar == Cell.covered ? scalar.value : 0x20
    default: return 0x20
    }
  }

  private func look(of style: Style, theme: Theme) -> (attributes: UInt16, pair: UInt16) {
    if let known = looks[style] { return known }
    let paint = Paint(style, theme: theme, depth: abilities.depth)
    var attributes = 0
    if paint.bold { attributes |= CELL_BOLD }
    if paint.dim { attributes |= CELL_DIM }
    if paint.reverse { attributes |= CELL_REVERSE }
    if paint.underline { attributes |= CELL_UNDERLINE }
    let look = (UInt16(attributes), pair(ink: paint.ink, ground: paint.ground, theme: theme))
    looks[style] = look
    return look
  }

  private func pair(ink: Int?, ground: Int?, theme: Theme) -> UInt16 {
    if ink == nil && ground == nil { return 0 }
    let key = SIMD2(ink.map { Int32($0) } ?? -1, ground.map { Int32($0) } ?? -1)
    if let known = pairs[key] { return known }
    let next = pairs.count + 1
    if next <= Int(UInt16.max), curses_pair(screen, Int32(next), key.x, key.y) {
      pairs[key] = UInt16(next)
      return UInt16(next)
    }
    // No pairs are left: the ink on the theme's ground if that exists, else the terminal's own colours.
    let plain = Paint(.plain, theme: theme, depth: abilities.depth)
    return pairs[SIMD2(key.x, plain.ground.map { Int32($0) } ?? -1)] ?? 0
  }

  // MARK: ncurses' surroundings

  /// Takes what ncurses wrote since the last call and empties the memory file.
  private func takeBytes() -> [UInt8] {
    let end = lseek(memory, 0, SEEK_CUR)
    guard end > 0 else { return [] }
    let bytes = [UInt8](unsafeUninitializedCapacity: Int(end)) { buffer, count in
      count = max(0, pread(memory, buffer.baseAddress, buffer.count, 0))
    }
    ftruncate(memory, 0)
    lseek(memory, 0, SEEK_SET)
    return bytes
  }

  /// ncurses and glibc encode and measure by the locale; without UTF-8 every line would be garbled. What the user's
  /// terminal can show is the charset's matter, not the locale's.
  private static func useWideCharacters() {
    if let codeset = nl_langinfo(nl_item(CODESET)), String(cString: codeset) == "UTF-8" { return }
    if setlocale(LC_CTYPE, "") != nil, let codeset = nl_langinfo(nl_item(CODESET)), String(cString: codeset) == "UTF-8"
    {
      return
    }
    setlocale(LC_CTYPE, "C.UTF-8")
  }

  private static func withCStrings<Result>(
    _ first: String, _ second: String?, _ body: (UnsafePointer<CChar>, UnsafePointer<CChar>?) -> Result
  ) -> Result {
    first.withCString { first in
      guard let second else { return body(first, nil) }
      return second.withCString { body(first, $0) }
    }
  }

  private static func clamped(_ length: Int, _ most: Int) -> Int { min(max(1, length), most) }
}

extension Frame {
  /// The upper left part of the frame, or the frame on blank ground.
  fileprivate func cut(width: Int, height: Int) -> Frame {
    var frame = Frame(width: width, height: height)
    for y in 0..<min(height, self.height) {
      for x in 0..<min(width, self.width) { frame[x, y] = self[x, y] }
    }
    return frame
  }
}
