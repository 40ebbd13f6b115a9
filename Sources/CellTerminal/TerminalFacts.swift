import CTerminal
import Foundation
import Glibc

/// Everything outside the program that decides how it may draw, gathered once, so that the decision is a pure function.
public struct TerminalFacts: Sendable, Hashable {
  /// Only `TERM`, `COLORTERM` and `NO_COLOR` are looked at.
  public var environment: [String: String]
  public var inputIsTerminal: Bool
  public var outputIsTerminal: Bool
  /// The character set of the user's locale, as `locale charmap` names it.
  public var codeset: String
  /// What terminfo says about `TERM`; nil where it has no entry that can place the cursor.
  public var entry: Entry?

  public struct Entry: Sendable, Hashable {
    public var colors: Int
    /// Erasing paints the current ground colour.
    public var erasesWithGround: Bool

    public init(colors: Int, erasesWithGround: Bool) {
      self.colors = colors
      self.erasesWithGround = erasesWithGround
    }

    /// What terminfo says about a terminal; nil where it does not know it. Never prints, never exits.
    public init?(term: String) {
      var facts = terminal_facts()
      guard CursesLock.held({ terminal_look_up(term, &facts) }) else { return nil }
      self.init(colors: Int(facts.colors), erasesWithGround: facts.erases_with_ground)
    }
  }

  public init(
    environment: [String: String], inputIsTerminal: Bool, outputIsTerminal: Bool, codeset: String, entry: Entry?
  ) {
    self.environment = environment
    self.inputIsTerminal = inputIsTerminal
    self.outputIsTerminal = outputIsTerminal
    self.codeset = codeset
    self.entry = entry
  }

  /// The facts of this process: descriptors 0 and 1, its environment and its locale.
  public static func ofThisProcess() -> TerminalFacts {
    let environment = ProcessInfo.processInfo.environment
    return TerminalFacts(
      environment: environment, inputIsTerminal: isatty(0) == 1, outputIsTerminal: isatty(1) == 1,
      codeset: UserLocale.ofThisProcess.codeset, entry: environment["TERM"].flatMap { Entry(term: $0) })
  }
}

/// The system's words for an error number.
func describe(errno number: Int32) -> String { strerror(number).map { String(cString: $0) } ?? "error \(number)" }
