/// What a cell means, as a role; a ``Theme`` decides how a role looks. Views never name a colour.
public enum Style: Sendable, Hashable {
  /// Ordinary text.
  case plain
  /// Text that may be overlooked: units of lanes, axes, explanations.
  case dim
  /// A name that heads a part of the screen.
  case title
  /// The program's name and other text on the top bar.
  case bar
  /// Dim text on the top bar.
  case barDim
  /// The tab of the view on screen.
  case tab
  /// What is happening in words.
  case caption
  /// A key that can be pressed.
  case key
  /// A result that is as good as it gets.
  case good
  /// A result that is not, but is no error.
  case fair
  /// A result to avoid, or an error.
  case bad
  /// The playhead and what it points at.
  case playhead
  /// What is selected.
  case cursor
  /// The part of a gauge that is done.
  case gauge
  /// The frame of a box drawn over a view.
  case border
  /// Member `n` of a series, done: text on solid colour.
  case fill(Int)
  /// The same member, done, where another piece of it begins: text on a second shade of its colour.
  case shade(Int)
  /// Member `n` of a series, planned: coloured text on the ground.
  case ghost(Int)
  /// Member `n` of a series, as a mark or a word.
  case mark(Int)
  /// Piece `n` of what is no member of a series: text on a solid ground without hue.
  case neutral(Int)

  /// How many members of a series have a colour of their own; member `n` looks like member `n % seriesCount`.
  public static let seriesCount = 7
  /// How many grounds without hue there are.
  public static let neutralCount = 4
}

extension Style {
  /// One character that stands for the role in golden style maps: letters for roles, then one alphabet a series.
  public var code: Character {
    switch self {
    case .plain: "."
    case .dim: "-"
    case .title: "T"
    case .bar: "="
    case .barDim: "_"
    case .tab: "#"
    case .caption: "c"
    case .key: "k"
    case .good: "+"
    case .fair: "~"
    case .bad: "!"
    case .playhead: "|"
    case .cursor: "@"
    case .gauge: "*"
    case .border: "b"
    case .fill(let n): Self.letter(n, in: "ABCDEFG")
    case .shade(let n): Self.letter(n, in: "HIJKLMN")
    case .ghost(let n): Self.letter(n, in: "uvwxyzt")
    case .mark(let n): Self.letter(n, in: "1234567")
    case .neutral(let n): Self.letter(n, in: "PQRS")
    }
  }

  private static func letter(_ n: Int, in alphabet: String) -> Character {
    let place = ((n % alphabet.count) + alphabet.count) % alphabet.count
    return alphabet[alphabet.index(alphabet.startIndex, offsetBy: place)]
  }
}
