import CellFrame
import Testing

@testable import CellTerminal

/// Keys as kitty's protocol and xterm's modifyOtherKeys encode them, which a program that crashed may have left on.
@Suite struct CodedKeyTests {
  static let table: [(String, [Key])] = plain + controls + kitty + withoutMeaning

  /// The keys of the program: alone, with shift in both ways, as events and with what they type.
  private static let plain: [(String, [Key])] = "q123456hjklzsmeprxytbgac,.[]-+ ?<>".flatMap { character in
    let code = character.unicodeScalars.first?.value ?? 0
    let key = [Key.character(character)]
    let unshifted: [Character: Character] = ["?": "/", "+": "=", "<": ",", ">": "."]
    guard let plain = unshifted[character]?.unicodeScalars.first?.value else {
      return [
        ("\u{1B}[\(code)u", key), ("\u{1B}[\(code);1:1u", key), ("\u{1B}[\(code);1:2u", key),
        ("\u{1B}[\(code);1:3u", []),
        ("\u{1B}[\(code);129u", key), ("\u{1B}[\(code);1;\(code)u", key), ("\u{1B}[\(code)::\(code)u", key),
      ]
    }
    return [
      ("\u{1B}[\(plain);2u", key), ("\u{1B}[\(plain):\(code);2u", key), ("\u{1B}[\(plain):\(code);2:1;\(code)u", key),
      ("\u{1B}[\(plain):\(code);2:3u", []), ("\u{1B}[27;2;\(code)~", key), ("\u{1B}[\(code);2u", key),
    ]
  }

  /// ^C, ^Z, ^\\ and ^L.
  private static let controls: [(String, [Key])] = ["c", "z", "\\", "l"].flatMap { (character: Character) in
    let code = character.unicodeScalars.first?.value ?? 0
    let key = [Key.control(character)]
    return [
      ("\u{1B}[\(code);5u", key), ("\u{1B}[\(code);5:1u", key), ("\u{1B}[\(code);5:2u", key),
      ("\u{1B}[\(code);5:3u", []),
      ("\u{1B}[27;5;\(code)~", key), ("\u{1B}[\(code);69u", key), ("\u{1B}[\(code);197u", key),
      ("\u{1B}[\(code):\(code - 32);6u", key), ("\u{1B}[27;6;\(code & 0x5F)~", key), ("\u{1B}[1089::\(code);5u", key),
    ]
  }

  private static let kitty: [(String, [Key])] = [
    ("\u{1B}[99:67;5:1u", [.control("c")]), ("\u{1B}[27u", [.escape]), ("\u{1B}[27;1:3u", []),
    ("\u{1B}[27;129u", [.escape]),
    ("\u{1B}[13u", [.enter]), ("\u{1B}[13;2u", [.enter]), ("\u{1B}[9u", [.tab]), ("\u{1B}[9;2u", [.backTab]),
    ("\u{1B}[27;2;9~", [.backTab]), ("\u{1B}[27;5;9~", [.tab]), ("\u{1B}[127u", [.backspace]),
    ("\u{1B}[27;5;13~", [.enter]),
    ("\u{1B}[91;5u", [.escape]), ("\u{1B}[105;5u", [.tab]), ("\u{1B}[32;5u", [.control("@")]),
    // Keys with names, as events.
    ("\u{1B}[1;1:1A", [.up]), ("\u{1B}[1;1:2B", [.down]), ("\u{1B}[1;1:3C", []), ("\u{1B}[1;5:1D", [.left]),
    ("\u{1B}[1;1:3H", []), ("\u{1B}[1;129F", [.end]), ("\u{1B}[5;1:1~", [.pageUp]), ("\u{1B}[6;1:3~", []),
    ("\u{1B}[3;1:2~", [.delete]),
    ("\u{1B}[13~", [.function(3)]), ("\u{1B}[1;1:1P", [.function(1)]), ("\u{1B}[1;1:3P", []),
    ("\u{1B}[57376u", [.function(13)]),
    // The number pad.
    ("\u{1B}[57400u", [.character("1")]), ("\u{1B}[57413u", [.character("+")]),
    ("\u{1B}[57412;129u", [.character("-")]),
    ("\u{1B}[57414u", [.enter]), ("\u{1B}[57417u", [.left]), ("\u{1B}[57418u", [.right]), ("\u{1B}[57419u", [.up]),
    ("\u{1B}[57420u", [.down]), ("\u{1B}[57421u", [.pageUp]), ("\u{1B}[57422u", [.pageDown]),
    ("\u{1B}[57423u", [.home]),
    ("\u{1B}[57424u", [.end]), ("\u{1B}[57426u", [.delete]),
    // Letters with shift and caps lock; other scripts; what an input method types.
    ("\u{1B}[97;2u", [.character("A")]), ("\u{1B}[97:65;2u", [.character("A")]), ("\u{1B}[97;65u", [.character("A")]),
    ("\u{1B}[97;66u", [.character("a")]), ("\u{1B}[228u", [.character("ä")]), ("\u{1B}[55:47;2u", [.character("/")]),
    ("\u{1B}[0;;229u", [.character("å")]), ("\u{1B}[0;;20320:22909u", [.paste("你好")]),
    ("\u{1B}[27;2;47~", [.character("/")]),
  ]

  /// Modifiers by themselves, characters with Alt or super, numbers of nothing, answers.
  private static let withoutMeaning: [(String, [Key])] = [
    "57441u", "57441;2:3u", "57358u", "57399;1:3u", "113;3u", "113;9u", "113;33u", "27;3;113~", "27;9;113~", "0u", "u",
    "5u", "133u", "55296u", "1114112u", "99999999999999999999u", "57425u", "60000u", "?1u", ">1;5u", "97;;7u", ";5u",
  ].map { ("\u{1B}[\($0)", $0 == "97;;7u" ? [.character("a")] : []) }

  @Test("mean what the plain bytes of the same keys mean; releases and what is not bound mean nothing")
  func keys() {
    for (typed, expected) in Self.table {
      var decoder = KeyDecoder()
      decoder.feed((typed + "Q").utf8)
      var keys: [Key] = []
      while let key = decoder.next() { keys.append(key) }
      #expect(keys == expected + [.character("Q")], "\(typed.debugDescription)")
    }
  }
}
