import Foundation
import Glibc

/// What drawing has cost the UI thread, for `--stats`.
struct DrawingCosts {
  private struct Sample {
    var seconds: Double
    var bytes: Int
  }

  /// Frames while something played; resizes, keys and the first frame are apart.
  private var playing: [Sample] = []
  private var first: Sample?
  private var millisecondsToFirst = 0.0
  /// Times that the loop woke although nothing moved and nothing happened.
  var idleWakeUps = 0

  /// CPU time of the calling thread, in seconds.
  static func threadSeconds() -> Double { seconds(CLOCK_THREAD_CPUTIME_ID) }

  mutating func add(seconds: Double, bytes: Int, whilePlaying: Bool) {
    if first == nil {
      first = Sample(seconds: seconds, bytes: bytes)
      millisecondsToFirst = Self.millisecondsSinceStart()
    } else if whilePlaying {
      playing.append(Sample(seconds: seconds, bytes: bytes))
    }
  }

  /// One figure per line.
  var lines: [String] {
    let times = playing.map { $0.seconds * 1000 }.sorted()
    let bytes = playing.map(\.bytes).sorted()
    func quantile<T>(_ sorted: [T], _ share: Double) -> T? {
      sorted.isEmpty ? nil : sorted[Int((Double(sorted.count - 1) * share).rounded())]
    }
    func milliseconds(_ value: Double?) -> String { value.map { String(format: "%.2f ms", $0) } ?? "–" }
    let mean = bytes.isEmpty ? 0 : bytes.reduce(0, +) / bytes.count
    return [
      "start to first frame: \(String(format: "%.0f ms", millisecondsToFirst)) (process start to 10 ms), "
        + "\(first?.bytes ?? 0) bytes",
      "frames while playing: \(playing.count)",
      "UI thread per frame: median \(milliseconds(quantile(times, 0.5))), p95 \(milliseconds(quantile(times, 0.95))), "
        + "most \(milliseconds(times.last))",
      "bytes per frame: mean \(mean), p95 \(quantile(bytes, 0.95) ?? 0), most \(bytes.last ?? 0)",
      "wake-ups while nothing moved: \(idleWakeUps)",
    ]
  }

  /// Milliseconds since the process was started; the system notes that in hundredths of a second.
  private static func millisecondsSinceStart() -> Double {
    guard let stat = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8),
      // The fields after the program's name, which may hold blanks, begin with the third; the start is the 22nd.
      let fields = stat.split(separator: ")").last?.split(separator: " "), fields.count > 19,
      let ticks = Double(fields[19])
    else { return .nan }
    return (seconds(CLOCK_BOOTTIME) - ticks / Double(sysconf(Int32(_SC_CLK_TCK)))) * 1000
  }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
