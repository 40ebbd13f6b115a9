import Glibc
import Synchronization

/// Workers that one of them gives jobs to, one right after the other: they spin in between, and sleep only where nothing
/// comes for a while.
///
/// `@unchecked Sendable`: `job`, `workers` and `hasEnded` are written by the conductor before `step` is set, and read by
/// the others after they have seen it; a member's cell is its own.
final class Ensemble: @unchecked Sendable {
  private let members: Int
  private let spinTicks: UInt64
  private let memory: MemoryRegion
  private let step: WaitWord
  private let joined: WaitWord
  private let playing = Atomic<Int>(0)
  /// The conductor's thread; 0 while there is none.
  private let conductor = Atomic<UInt>(0)
  private var job: (@Sendable (Int) -> Void)?
  private var workers = 0
  private var hasEnded = false

  /// - Parameter spinTicks: how long to spin before sleeping.
  init(members: Int, spinTicks: UInt64) throws(KernelFailure) {
    self.members = members
    self.spinTicks = spinTicks
    memory = try MemoryRegion(bytes: (2 + members) * WaitWord.stride, for: "a worker pool")
    step = WaitWord(at: memory.base)
    joined = WaitWord(at: memory.base + WaitWord.stride)
  }

  /// The last step that a member has seen. Kept from one conductor to the next: whoever comes late misses none.
  private func lastStep(_ member: Int) -> UnsafeMutablePointer<UInt32> {
    (memory.base + (2 + member) * WaitWord.stride).assumingMemoryBound(to: UInt32.self)
  }

  /// Whether the calling thread is the conductor.
  var isConductedHere: Bool { conductor.load(ordering: .relaxed) == UInt(pthread_self()) }

  /// The first member's part.
  func conduct(_ body: () -> Void) {
    hasEnded = false
    conductor.store(UInt(pthread_self()), ordering: .relaxed)
    body()
    conductor.store(0, ordering: .relaxed)
    hasEnded = true
    together {}
  }

  /// Every other member's part, until the conductor's ends.
  func follow(_ member: Int) {
    let last = lastStep(member)
    while true {
      step.wait(spinTicks: spinTicks) { $0 != last.pointee }
      last.pointee = step.current
      let isLast = hasEnded
      if !isLast, member < workers { perform(member) }
      if playing.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { joined.set(last.pointee) }
      if isLast { return }
    }
  }

  /// Not inlined: what a job holds is let go of before it counts as done.
  @inline(never)
  private func perform(_ member: Int) { job?(member) }

  /// The conductor's: `body` with 0 ..< `count`, itself as 0.
  func run(on count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    job = body
    workers = count
    together { body(0) }
    job = nil
  }

  /// Lets the others take a step, does something meanwhile, and waits for them.
  private func together(_ meanwhile: () -> Void) {
    if members == 1 { return meanwhile() }
    let number = step.current &+ 1
    playing.store(members - 1, ordering: .relaxed)
    step.set(number)
    meanwhile()
    joined.wait(for: number, spinTicks: spinTicks)
  }
}
