import CTerminal
import CellFrame
import Foundation
import Glibc

/// The terminal while the program has it. It is given back by ``close()``, by a crash (``CrashNet``) and by `exit()`.
///
/// Everything is written through one descriptor that never blocks: while the terminal takes nothing, frames are dropped
/// and only the last one is shown, once it does (``EventSource`` sees to that). Not Sendable: it stays on one thread.
public final class Screen {
  public let abilities: TerminalAbilities

  private let encoder: FrameEncoder
  private let output: TerminalOutput
  private let input: Int32
  private let ownsProcess: Bool
  private var isUp = false
  /// The terminal's modes before it was taken.
  private var savedModes = termios()
  /// The real stderr and the file that takes what is written there, while the screen is up.
  private var capturedError: (real: Int32, log: Int32)?
  /// The frame to show when the terminal takes bytes again.
  private var deferred: (frame: Frame, theme: Theme)?

  /// Takes the terminal on stdin and stdout; ``show(_:theme:)`` then draws.
  public convenience init(_ abilities: TerminalAbilities, events: EventSource) throws(TerminalError) {
    CrashNet.install()
    try self.init(abilities, events: events, input: 0, terminal: 1, ownsProcess: true)
  }

  /// - Parameter ownsProcess: whether a crash gives this terminal back and stderr is held while it is up.
  init(
    _ abilities: TerminalAbilities, events: EventSource, input: Int32, terminal: Int32, ownsProcess: Bool
  ) throws(TerminalError) {
    self.abilities = abilities
    self.input = input
    self.ownsProcess = ownsProcess
    let size = terminalSize(terminal)
    encoder = try FrameEncoder(abilities: abilities, width: size.width, height: size.height)
    output = try TerminalOutput(terminal: terminal)
    if isInForeground() { try enter() }
    events.output = output
    output.whenDrained = { [weak self] in self?.showDeferred() }
  }

  deinit { close() }

  /// Width and height in cells.
  public var size: (width: Int, height: Int) { (encoder.width, encoder.height) }

  /// Makes the terminal show this frame. Writes what changed; nothing, if nothing did.
  /// - Returns: how many bytes that took; 0 where the frame waits for the terminal.
  @discardableResult
  public func show(_ frame: Frame, theme: Theme) -> Int {
    guard isUp else { return 0 }
    guard !output.isBusy else {
      deferred = (frame, theme)
      return 0
    }
    var bytes = encoder.encode(frame, theme: theme)
    if bytes.isEmpty { return 0 }
    if abilities.isModern { bytes = Self.beginUpdate + bytes + Self.endUpdate }
    output.send(bytes)
    return bytes.count
  }

  /// The terminal has another size; the next ``show(_:theme:)`` writes everything.
  public func resize(width: Int, height: Int) {
    encoder.resize(width: width, height: height)
    deferred = nil
  }

  /// The next ``show(_:theme:)`` writes everything, for when something else has written on the terminal.
  public func repaint() { encoder.repaint() }

  /// Gives the terminal back, stops the process as ^Z does, and takes the terminal again when it goes on.
  /// The next ``show(_:theme:)`` writes everything.
  ///
  /// - Returns: false where it was not stopped, because no shell with job control is there to continue it.
  public func suspend() -> Bool {
    leave()
    // The foreground group stops as a whole.
    let wasStopped = SignalWatch.stop(wholeGroup: tcgetpgrp(input) == getpgrp())
    resume()
    return wasStopped
  }

  /// Takes the terminal again after the process was stopped by others, who have changed its modes.
  /// The next ``show(_:theme:)`` writes everything.
  public func resume() {
    guard isInForeground() else { return }
    if isUp { leave(writing: false) }
    try? enter()
  }

  /// Gives the terminal back as it was. A second call does nothing.
  public func close() { leave() }

  /// Puts text on the clipboard of whoever sits at the terminal (OSC 52, which many terminals know and some refuse).
  ///
  /// - Returns: false if the text is longer than ``clipboardLimit`` bytes, or the terminal cannot know the sequence.
  @discardableResult
  public func copyToClipboard(_ text: String) -> Bool {
    guard isUp, abilities.isModern, text.utf8.count <= Self.clipboardLimit else { return false }
    output.send(Array("\u{1B}]52;c;\(Data(text.utf8).base64EncodedString())\u{07}".utf8))
    return true
  }

  /// The longest text for the clipboard, in bytes of UTF-8; terminals drop longer ones.
  public static let clipboardLimit = 8192

  // MARK: Taking and giving back

  private static let beginUpdate = Array("\u{1B}[?2026h".utf8)
  private static let endUpdate = Array("\u{1B}[?2026l".utf8)

  /// Waits, stopped, until the shell gives the terminal to this process. False if the process is to end instead: a job
  /// in the background must be possible to `kill`, and may not touch the terminal for that.
  private func isInForeground() -> Bool {
    guard ownsProcess else { return true }
    while case let group = tcgetpgrp(input), group > 0, group != getpgrp() {
      if SignalWatch.isToEnd { return false }
      kill(getpid(), SIGTTOU)
      // Where nobody could continue it, the kernel does not stop it either.
      if !SignalWatch.forget(SIGCONT) { break }
    }
    return true
  }

  private func enter() throws(TerminalError) {
    var modes = termios()
    guard tcgetattr(input, &modes) == 0 else { throw .noTerminal(stream: "stdin") }
    savedModes = modes
    if ownsProcess {
      // Only what would land on the screen is held back; a redirected stderr goes on.
      if isatty(2) == 1, case let log = terminal_memory_file("stderr"), log >= 0 {
        capturedError = (fcntl(2, F_DUPFD_CLOEXEC, 3), log)
      }
      guard crash_net_arm(input, output.descriptor, capturedError?.real ?? -1, capturedError?.log ?? -1) else {
        throw .noTerminal(stream: "stdin")
      }
      if let capturedError { dup2(capturedError.log, 2) }
    }
    isUp = true
    cfmakeraw(&modes)
    tcsetattr(input, TCSANOW, &modes)
    output.send(Array(entering.utf8))
  }

  private func leave(writing: Bool = true) {
    guard isUp else { return }
    isUp = false
    deferred = nil
    let bytes = encoder.leave()
    if writing { output.sendLast(Array(leaving.utf8) + bytes) }
    if ownsProcess {
      crash_net_disarm()
    } else {
      tcsetattr(input, TCSANOW, &savedModes)
    }
    if let capturedError {
      Glibc.close(capturedError.real)
      Glibc.close(capturedError.log)
    }
    capturedError = nil
  }

  private var entering: String {
    abilities.isModern ? "\u{1B}[?2004h" + (abilities.mouse ? "\u{1B}[?1000h\u{1B}[?1006h" : "") : ""
  }

  /// Before what ncurses writes to leave: ends also what only a frame that was cut off can have left on.
  private var leaving: String {
    let modern = "\u{1B}[?2026l" + (abilities.mouse ? "\u{1B}[?1006l\u{1B}[?1000l" : "") + "\u{1B}[?2004l"
    return (abilities.isModern ? modern : "") + "\u{1B}[0m\u{1B}(B\u{1B}[?7h"
  }

  private func showDeferred() {
    guard let (frame, theme) = deferred else { return }
    deferred = nil
    show(frame, theme: theme)
  }
}
