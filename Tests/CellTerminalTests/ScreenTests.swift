import CellFrame
import Foundation
import TerminalTestSupport
import Testing

@testable import CellTerminal
import TestSupport

/// A screen on a pseudo-terminal within the test's own process.
private final class Stage {
  let terminal: PseudoTerminal
  let events: EventSource
  let screen: Screen

  init(
    width: Int = 40, height: Int = 8, depth: ColorDepth = .truecolor, mouse: Bool = true, isModern: Bool = true
  ) throws {
    terminal = try PseudoTerminal(width: width, height: height)
    events = try EventSource(input: terminal.terminal, terminal: terminal.terminal, signals: nil)
    var abilities = TerminalAbilities(headless: depth)
    abilities.isModern = isModern
    abilities.mouse = mouse
    screen = try Screen(
      abilities, events: events, input: terminal.terminal, terminal: terminal.terminal, ownsProcess: false)
  }

  /// Types, and waits for so many events.
  func events(typing text: String, count: Int) -> [Event] {
    terminal.type(text)
    var came: [Event] = []
    for _ in 0..<100 where came.count < count { came += events.wait(timeoutMilliseconds: 100) }
    return came
  }
}

@Suite struct ScreenTests {
  @Test("A screen takes the terminal, shows frames, and gives it back as it was")
  func round() throws {
    let stage = try Stage()
    let before = try PseudoTerminal(width: 40, height: 8).modes
    #expect(stage.terminal.modes != before, "raw")
    #expect(stage.screen.size == (40, 8))
    var frame = Frame(width: 40, height: 8)
    for round in 0..<3 {
      frame.write("round \(round) ⊕ 注", x: round, y: round, style: .fill(round))
      stage.screen.show(frame, theme: .okabeIto)
      stage.terminal.read(milliseconds: 1000)
      #expect(difference(stage.terminal.screen, frame, stage.screen.abilities) == nil, "round \(round)")
      #expect(stage.terminal.screen.updates == round + 1)
    }
    #expect(stage.terminal.screen.modes.isSuperset(of: [1049, 1000, 1006, 2004]))
    let written = stage.terminal.bytes.count
    stage.screen.show(frame, theme: .okabeIto)
    stage.terminal.read(milliseconds: 20)
    #expect(stage.terminal.bytes.count == written, "nothing changed, so nothing is written")

    stage.screen.close()
    stage.screen.close()
    stage.terminal.read(milliseconds: 1000)
    #expect(stage.terminal.screen.leftBehind == [])
    #expect(stage.terminal.modes == before)
    #expect(stage.terminal.screen.unknown == [])
  }

  @Test("Without a frame, too, the terminal is given back")
  func noFrame() throws {
    let stage = try Stage()
    stage.screen.close()
    stage.terminal.read(milliseconds: 1000)
    #expect(stage.terminal.screen.leftBehind == [])
    stage.screen.show(Frame(width: 40, height: 8), theme: .okabeIto)
    stage.terminal.read(milliseconds: 20)
    #expect(stage.terminal.screen.leftBehind == [], "a closed screen shows nothing")
  }

  @Test("Old terminals get no private modes")
  func oldTerminal() throws {
    let stage = try Stage(depth: .ansi8, mouse: false, isModern: false)
    stage.screen.show(Frame(width: 40, height: 8), theme: .okabeIto)
    stage.terminal.read(milliseconds: 1000)
    #expect(stage.terminal.screen.modes.isDisjoint(with: [1000, 1006, 2004]) && stage.terminal.screen.updates == 0)
    #expect(!stage.screen.copyToClipboard("x"))
    stage.screen.close()
  }

  @Test("Keys, clicks and pasted text come as such; ^C, ^Z and ^\\ as what they ask for")
  func keys() throws {
    let stage = try Stage()
    #expect(
      stage.events(typing: "q\u{1B}OA\u{1B}[4~é\u{1B}[<0;3;2M\u{1B}[200~^C \u{3}\u{1B}[201~\r", count: 7) == [
        .key(.character("q")), .key(.up), .key(.end), .key(.character("é")), .key(.press(x: 2, y: 1)),
        .key(.paste("^C ")), .key(.enter),
      ])
    #expect(stage.events(typing: "\u{1B}", count: 1) == [.key(.escape)])
    stage.terminal.type("\u{1B}")
    var came: [Event] = []
    for _ in 0..<10_000 where came.isEmpty { came = stage.events.wait(timeoutMilliseconds: 1) }
    #expect(came == [.key(.escape)], "ESC is settled between waits too short for it")
    #expect(
      stage.events(typing: "\u{3}\u{1A}\u{1C}\u{11}\u{13}", count: 5) == [
        .quit(status: 130), .suspend, .quit(status: 131), .key(.control("q")), .key(.control("s")),
      ])
    #expect(stage.events.wait(timeoutMilliseconds: 0) == [])
    #expect(
      stage.events(typing: "\u{1B}[99;5u\u{1B}[122;5u\u{1B}[27;5;92~", count: 3) == [
        .quit(status: 130), .suspend, .quit(status: 131),
      ])
  }

  @Test("A click that comes in two pieces with a pause between is a click, and no key")
  func pause() throws {
    let stage = try Stage()
    stage.terminal.type("\u{1B}[<0;3")
    #expect(stage.events.wait(timeoutMilliseconds: 200) == [])
    #expect(stage.events(typing: ";2M", count: 1) == [.key(.press(x: 2, y: 1))])
  }

  @Test("Another thread, and another descriptor, wake the wait")
  func wakers() throws {
    let stage = try Stage()
    let waker = stage.events.waker
    Thread.detachNewThread { waker.wake() }
    #expect(stage.events.wait(timeoutMilliseconds: nil) == [.woken])
    #expect(stage.events.wait(timeoutMilliseconds: 5) == [])
    let pipe = Pipe()
    pipe.fileHandleForWriting.write(Data([1]))
    let descriptor = pipe.fileHandleForReading.fileDescriptor
    #expect(stage.events.wait(timeoutMilliseconds: nil, extra: [descriptor]) == [.readable(descriptor)])
  }

  @Test("A terminal that is not read gets the last frame when it is, and never holds the program up")
  func slowTerminal() throws {
    let stage = try Stage(width: 120, height: 36)
    var random = SeededRandom(seed: 11)
    var frame = Frame(width: 120, height: 36)
    let glyphs = Array("abcdefgh".unicodeScalars)
    for _ in 0..<60 {
      for place in 0..<frame.width * frame.height {
        frame[place % 120, place / 120] = Cell(
          glyphs.randomElement(using: &random) ?? " ", .fill(Int.random(in: 0..<7, using: &random)))
      }
      stage.screen.show(frame, theme: .okabeIto)
    }
    stage.terminal.wait(until: {
      _ = stage.events.wait(timeoutMilliseconds: 1)
      return difference(stage.terminal.screen, frame, stage.screen.abilities) == nil
    })
    #expect(difference(stage.terminal.screen, frame, stage.screen.abilities) == nil)
    #expect(stage.terminal.screen.updates < 60, "frames were dropped, not queued")
  }

  @Test("A terminal that nobody reads is given back all the same")
  func unreadTerminal() throws {
    let stage = try Stage(width: 120, height: 36)
    let before = try PseudoTerminal(width: 120, height: 36).modes
    var frame = Frame(width: 120, height: 36)
    for round in 0..<60 {
      for place in 0..<frame.width * frame.height {
        frame[place % 120, place / 120] = Cell("x", .fill(round + place))
      }
      stage.screen.show(frame, theme: .okabeIto)
    }
    stage.screen.close()
    #expect(stage.terminal.modes == before)
    stage.terminal.wait(seconds: 1) { stage.terminal.screen.leftBehind == [] }
    #expect(stage.terminal.screen.leftBehind == [])
  }

  @Test("After a new size the whole frame is shown")
  func resize() throws {
    let stage = try Stage()
    for (width, height) in [(60, 12), (10, 3), (1, 1), (80, 24)] {
      var frame = Frame(width: width, height: height)
      frame.fill(frame.bounds, with: Cell("x", .caption))
      stage.terminal.resize(width: width, height: height)
      stage.screen.resize(width: width, height: height)
      stage.screen.show(frame, theme: .okabeIto)
      stage.terminal.wait(seconds: 2) {
        difference(stage.terminal.screen, frame, stage.screen.abilities) == nil
      }
      #expect(difference(stage.terminal.screen, frame, stage.screen.abilities) == nil, "\(width)×\(height)")
    }
    stage.screen.close()
    stage.terminal.read(milliseconds: 1000)
    #expect(stage.terminal.screen.leftBehind == [])
  }

  @Test("After the terminal was taken away, it is taken again and shows everything")
  func resume() throws {
    let stage = try Stage()
    var frame = Frame(width: 40, height: 8)
    frame.write("still here", x: 3, y: 3, style: .title)
    stage.screen.show(frame, theme: .okabeIto)
    let raw = stage.terminal.modes
    stage.screen.resume()
    stage.screen.show(frame, theme: .okabeIto)
    stage.terminal.read(milliseconds: 1000)
    #expect(difference(stage.terminal.screen, frame, stage.screen.abilities) == nil)
    #expect(stage.terminal.modes == raw)
  }

  @Test("The clipboard gets text up to its limit")
  func clipboard() throws {
    let stage = try Stage()
    #expect(stage.screen.copyToClipboard("lean-viz --units 8"))
    #expect(!stage.screen.copyToClipboard(String(repeating: "x", count: Screen.clipboardLimit + 1)))
    stage.terminal.wait(seconds: 2) { !stage.terminal.screen.commands.isEmpty }
    #expect(stage.terminal.screen.commands == ["52;c;\(Data("lean-viz --units 8".utf8).base64EncodedString())"])
  }

  @Test("A terminal that vanishes is a hang-up")
  func hangup() throws {
    var control: Int32 = -1
    var terminal: Int32 = -1
    #expect(openpty(&control, &terminal, nil, nil, nil) == 0)
    defer { close(terminal) }
    let events = try EventSource(input: terminal, terminal: terminal, signals: nil)
    let screen = try Screen(
      TerminalAbilities(headless: .mono), events: events, input: terminal, terminal: terminal, ownsProcess: false)
    screen.show(Frame(width: 80, height: 24), theme: .okabeIto)
    close(control)
    #expect(events.wait(timeoutMilliseconds: 1000) == [.hangup])
    screen.show(Frame(width: 10, height: 4), theme: .okabeIto)
    screen.close()
  }
}
