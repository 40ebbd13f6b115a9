import CKernelSupport
import Glibc

/// Short times: the time-stamp counter where it is steady, else the monotonic clock.
struct TickClock: Sendable {
  private let usesCounter: Bool
  private let nanosecondsPerTick: Double

  /// Compares the counter with the monotonic clock for 10 ms, once a process: its rate is good to 10⁻⁵ then.
  static let shared = TickClock()

  private init() {
    usesCounter = lean_ticks_are_steady()
    nanosecondsPerTick = usesCounter ? Self.counterRate() : 1
  }

  /// Nanoseconds a tick.
  private static func counterRate() -> Double {
    var readings: [Reading] = []
    for _ in 0..<5 {
      readings = [Reading()]
      for _ in 0..<2 {
        usleep(Reading.pauseMicroseconds)
        readings.append(Reading())
      }
      if let rate = Reading.rate(readings) { return rate }
    }
    return Reading.rateOfPauses(readings)
  }

  @inline(__always)
  func now() -> UInt64 { usesCounter ? lean_ticks() : lean_nanoseconds() }

  /// Whole nanoseconds of a duration; 0 where `end` is before `start`.
  func nanoseconds(from start: UInt64, to end: UInt64) -> Int {
    Int(min(Self.longest, (Double(elapsed(from: start, to: end)) * nanosecondsPerTick).rounded()))
  }

  /// Eleven days: of as many such times as there may be tiles, a sum can be made.
  private static let longest = 1e15

  func ticks(nanoseconds: Double) -> UInt64 { UInt64(nanoseconds / nanosecondsPerTick) }
}

extension TickClock {
  /// The counter and the monotonic clock at one moment.
  struct Reading: Sendable {
    var tick: UInt64
    var nanoseconds: UInt64

    static let pauseMicroseconds: UInt32 = 5000
    /// Counters run at 0.4 to 20 GHz.
    private static let rates = 0.05...2.5

    init() {
      tick = lean_ticks()
      nanoseconds = lean_nanoseconds()
    }

    init(tick: UInt64, nanoseconds: UInt64) { (self.tick, self.nanoseconds) = (tick, nanoseconds) }

    /// Nanoseconds a tick over readings with pauses between; `nil` where the clock has not run evenly meanwhile: it was set
    /// back or forth, or it is too coarse.
    static func rate(_ readings: [Reading]) -> Double? {
      let parts = zip(readings, readings.dropFirst()).compactMap { rate(from: $0, to: $1) }
      guard let first = readings.first, let last = readings.last, parts.count == readings.count - 1,
        let whole = rate(from: first, to: last), parts.allSatisfy({ abs($0 - whole) <= 0.01 * whole })
      else { return nil }
      return whole
    }

    private static func rate(from start: Reading, to end: Reading) -> Double? {
      let ticks = elapsed(from: start.tick, to: end.tick)
      let rate = Double(elapsed(from: start.nanoseconds, to: end.nanoseconds)) / Double(max(1, ticks))
      return rates.contains(rate) ? rate : nil
    }

    /// The rate where the clock cannot tell: by the shortest pause, which took no less than it was meant to.
    static func rateOfPauses(_ readings: [Reading]) -> Double {
      let ticks = zip(readings, readings.dropFirst()).map { elapsed(from: $0.tick, to: $1.tick) }.min() ?? 0
      let rate = Double(pauseMicroseconds) * 1000 / Double(max(1, ticks))
      return min(max(rate, rates.lowerBound), rates.upperBound)
    }
  }
}
