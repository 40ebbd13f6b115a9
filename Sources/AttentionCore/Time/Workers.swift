/// The threads that execute, and what they run on.
public struct Workers: Sendable, Hashable {
  public var threads: Int
  /// How many cores they share where there are fewer than threads, 0 where that is not known; `nil`: each has its own.
  public var sharedCores: Int?

  /// - Parameter usableCores: `nil` where there are enough.
  public init(threads: Int, usableCores: Int? = nil) {
    self.threads = threads
    sharedCores = usableCores.flatMap { $0 < threads ? $0 : nil }
  }

  public var areOversubscribed: Bool { sharedCores != nil }

  /// "2 cores"; where threads share them, "5 threads on 2 cores".
  public var inWords: String {
    guard let sharedCores else { return counted(threads, "core") }
    let threads = counted(threads, "thread")
    return sharedCores > 0 ? "\(threads) on \(counted(sharedCores, "core"))" : threads
  }
}

extension Clock {
  /// Measured with a core for every thread.
  public static func measured(cores: Int) -> Clock { .measured(Workers(threads: cores)) }

  /// Its name, as every number on it is labelled.
  public var name: String {
    switch self {
    case .steps: "steps"
    case .measured(let workers): "measured, \(workers.inWords)"
    case .composed(let units): "composed, \(counted(units, "unit"))"
    case .modelled(let device): "modelled, \(device)"
    case .imported(let source): "imported, \(source)"
    }
  }
}
