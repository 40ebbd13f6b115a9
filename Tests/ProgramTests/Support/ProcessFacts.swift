import Foundation
import Glibc
import TerminalTestSupport

/// What the system tells about a process that runs, from /proc.
struct ProcessFacts {
  let process: Int32

  /// How often each thread was woken or interrupted so far; empty where the process is gone.
  var switches: [String: String] {
    let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
    return Dictionary(
      uniqueKeysWithValues: threads.map { thread in
        let lines = status("task/\(thread)/status")
        return (
          "\(lines["Name"] ?? "?") \(thread)",
          "\(lines["voluntary_ctxt_switches"] ?? "?")/\(lines["nonvoluntary_ctxt_switches"] ?? "?")"
        )
      })
  }

  /// Memory in use, in MB.
  var residentMegabytes: Int { megabytes("VmRSS") }
  /// The most that ever was.
  var mostResidentMegabytes: Int { megabytes("VmHWM") }
  /// Memory in use that no file stands behind.
  var anonymousMegabytes: Int { megabytes("RssAnon") }

  private func megabytes(_ name: String) -> Int {
    let words = status("status")[name]?.split(separator: " ")
    return (words?.first.flatMap { Int($0) } ?? 0) / 1024
  }

  var threads: Int { entries("task") }
  var descriptors: Int { entries("fd") }

  private func entries(_ folder: String) -> Int {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/\(folder)"))?.count ?? 0
  }

  /// Whether the program has a handler for a signal, or blocks it in order to read it.
  func takes(signal: Int32) -> Bool {
    let lines = status("status")
    return ["SigCgt", "SigBlk"].contains { name in
      let mask = lines[name].flatMap { UInt64($0, radix: 16) } ?? 0
      return mask >> UInt64(signal - 1) & 1 == 1
    }
  }

  private func status(_ path: String) -> [String: String] {
    let text = (try? String(contentsOfFile: "/proc/\(process)/\(path)", encoding: .utf8)) ?? ""
    return Dictionary(
      text.split(separator: "\n").map { line in
        let parts = line.split(separator: ":", maxSplits: 1)
        return (String(parts[0]), parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : "")
      }, uniquingKeysWith: { first, _ in first })
  }
}

extension PseudoTerminal {
  var facts: ProcessFacts { ProcessFacts(process: processID) }

  /// Waits until no thread of the program has run for a while. Returns whether that came.
  func waitForRest() -> Bool {
    var last = facts.switches
    var since = ContinuousClock.now
    return wait(seconds: BuiltProgram.patience) {
      let now = facts.switches
      if now != last {
        last = now
        since = .now
      }
      return ContinuousClock.now - since > .milliseconds(300)
    }
  }
}
