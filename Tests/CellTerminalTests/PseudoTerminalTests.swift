import Foundation
import TerminalTestSupport
import Testing

/// The helper that other tests hold the program with.
@Suite struct PseudoTerminalTests {
  @Test("A program gets the keys, says things, and ends with its status", arguments: [true, false])
  func program(ownSession: Bool) throws {
    let terminal = try PseudoTerminal(width: 50, height: 7)
    try terminal.start(
      "/bin/sh", ["-c", "stty size; read word; echo got $word; exit 3"], environment: ["PATH": "/usr/bin:/bin"],
      session: ownSession ? .own : .ofTest)
    #expect(terminal.waitForText("7 50"), "\(terminal.screen.text)")
    terminal.type("hello\n")
    #expect(terminal.waitForText("got hello"), "\(terminal.screen.text)")
    #expect(terminal.waitForEnd() == .status(3))
  }

  @Test("A new size reaches the program as a signal, and a signal is how it ends", arguments: [true, false])
  func signals(ownSession: Bool) throws {
    let terminal = try PseudoTerminal(width: 50, height: 7)
    try terminal.start(
      "/bin/sh", ["-c", "trap 'stty size' WINCH; echo ready; while :; do sleep 0.02; done"],
      environment: ["PATH": "/usr/bin:/bin"], session: ownSession ? .own : .ofTest)
    #expect(terminal.waitForText("ready"), "\(terminal.screen.text)")
    terminal.resize(width: 33, height: 9)
    #expect(terminal.waitForText("9 33"), "\(terminal.screen.text)")
    terminal.send(signal: SIGKILL)
    #expect(terminal.waitForEnd() == .signal(SIGKILL))
  }

  @Test("A stopped program is seen to stop and to go on")
  func stop() throws {
    let terminal = try PseudoTerminal(width: 50, height: 7)
    try terminal.start("/bin/sh", ["-c", "kill -STOP $$; exit 4"])
    #expect(terminal.waitForStop())
    #expect(terminal.waitForEnd(seconds: 0.05) == nil)
    terminal.send(signal: SIGCONT)
    #expect(terminal.waitForEnd() == .status(4))
  }

  @Test("What a program leaves behind is seen after its end")
  func leftBehind() throws {
    let terminal = try PseudoTerminal(width: 50, height: 7)
    let before = terminal.modes
    try terminal.start(
      "/bin/sh", ["-c", #"stty raw -echo; printf '\033[?1049h\033[?25l\033[?1003h\033[?2004h\033[1m\033[3'"#],
      environment: ["PATH": "/usr/bin:/bin"])
    #expect(terminal.waitForEnd() == .status(0))
    #expect(terminal.modes != before)
    let left = terminal.screen.leftBehind.joined(separator: ", ")
    for part in ["second screen", "hidden cursor", "1003", "bracketed paste", "attributes", "half a sequence"] {
      #expect(left.contains(part), "\(left)")
    }
  }
}
