import Foundation
import Glibc
import Synchronization
import TerminalTestSupport
import Testing
import TestSupport

/// Whatever ends the program, and whenever: the terminal is as it was.
@Suite struct KillTests {
  enum Moment: String {
    case anytime, paused, measuring
  }

  struct Case: CustomStringConvertible {
    var number: Int
    var signal: Int32
    var moment: Moment
    /// After the start, or after that state was reached.
    var milliseconds: Int

    var description: String { "kill \(number): signal \(signal), \(moment) + \(milliseconds) ms" }
  }

  private static let signals = [SIGHUP, SIGINT, SIGTERM, SIGQUIT, SIGABRT, SIGSEGV]

  private static let cases: [Case] = {
    var random = SeededRandom(seed: 20_26)
    return (0..<200).map { number in
      // One in ten measures, which takes both cores and a lot of memory.
      let moment: Moment = number % 10 == 0 ? .measuring : number % 5 == 1 ? .paused : .anytime
      return Case(
        number: number, signal: signals[(number + number / 10) % signals.count], moment: moment,
        milliseconds: Int.random(in: 0...300, using: &random))
    }
  }()

  @Test("200 kills at random moments give the terminal back")
  func kills() {
    let next = Atomic(0)
    let done = DispatchSemaphore(value: 0)
    let terminals = 8
    let failures = Mutex<[String]>([])
    for _ in 0..<terminals {
      // Threads, since each one waits.
      Thread {
        while case let number = next.add(1, ordering: .relaxed).oldValue, number < Self.cases.count {
          let complaints = Self.complaints(of: Self.cases[number])
          failures.withLock { $0 += complaints.map { "\(Self.cases[number]): \($0)" } }
        }
        done.signal()
      }.start()
    }
    for _ in 0..<terminals { done.wait() }
    let all = failures.withLock { $0 }
    #expect(all.isEmpty, "\(all.joined(separator: "\n"))")
  }

  private static func complaints(of kill: Case) -> [String] {
    do {
      let terminal = try BuiltProgram.start()
      let before = terminal.modes
      try reach(kill.moment, terminal)
      // The random moment itself.
      _ = terminal.wait(seconds: Double(kill.milliseconds) / 1000) { false }
      // While the system still loads the program, its signals are nobody's.
      let isTaken = terminal.facts.takes(signal: kill.signal)
      terminal.send(signal: kill.signal)

      var complaints: [String] = []
      let ending = terminal.waitForEnd(seconds: BuiltProgram.patience)
      let isCrash = kill.signal == SIGABRT || kill.signal == SIGSEGV
      let expected: [PseudoTerminal.Ending] =
        isCrash ? [.signal(kill.signal)] : [.status(128 + kill.signal)] + (isTaken ? [] : [.signal(kill.signal)])
      if !expected.contains(where: { $0 == ending }) { complaints.append("ended with \(String(describing: ending))") }
      if !terminal.screen.leftBehind.isEmpty { complaints.append("left \(terminal.screen.leftBehind)") }
      if terminal.modes != before { complaints.append("modes \(terminal.modes), before \(before)") }
      if !terminal.screen.isBlank { complaints.append("on the screen:\n\(terminal.screen.text)") }
      if !terminal.screen.unknown.isEmpty { complaints.append("unknown: \(terminal.screen.unknown)") }
      return complaints
    } catch {
      return ["\(error)"]
    }
  }

  private static func reach(_ moment: Moment, _ terminal: PseudoTerminal) throws {
    func expect(_ text: String) throws {
      guard terminal.waitForText(text, seconds: BuiltProgram.patience) else {
        throw PseudoTerminal.Failure("'\(text)' did not come; instead:\n\(terminal.screen.text)")
      }
    }
    switch moment {
    case .anytime: break
    case .paused:
      try expect("space pause")
      terminal.type(" ")
      try expect("space play")
    case .measuring:
      try expect("space pause")
      terminal.type("\u{1B}OF")
      try expect("measuring on")
    }
  }
}
