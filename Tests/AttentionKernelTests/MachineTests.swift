import AttentionCore
import Foundation
import Glibc
import Testing

@testable import AttentionKernel

struct MachineTests {
  @Test(
    "A cache's size is read as the kernel writes it, and nothing else is",
    arguments: [
      ("32768K\n", 32768 << 10), ("512K", 512 << 10), ("1M", 1 << 20), ("", nil), ("K", nil), ("12", nil), ("-1K", nil),
      ("99999999999999999999K", nil), ("9999999999K", nil), ("4X", nil),
    ] as [(String, Int?)])
  func cacheSizes(text: String, bytes: Int?) { #expect(cacheBytes(text) == bytes) }

  /// A folder with some small files, removed at the end.
  private func withFiles(_ files: [String: String], _ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (path, text) in files {
      let file = folder.appendingPathComponent(path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: false, encoding: .utf8)
    }
    try body(folder.path)
  }

  @Test("cgroup v2: the tightest limit from the process's group up to the root counts")
  func cgroup2() throws {
    let files = [
      "cpu.max": "max 100000\n", "a/cpu.max": "150000 100000\n", "a/b/cpu.max": "400000 100000\n",
      "a/memory.max": "1000000\n", "a/memory.current": "700000\n", "a/memory.stat": "anon 5\ninactive_file 200000\n",
      "a/b/memory.max": "max\n", "a/b/memory.current": "1\n",
    ]
    try withFiles(files) { root in
      let group = ControlGroup(groups: "0::/a/b\n", root: root)
      #expect(group.cores == 1.5)
      #expect(group.freeMemory == 500_000)
      // In a container the path may lie outside what is mounted.
      #expect(ControlGroup(groups: "0::/elsewhere/c\n", root: root).cores == nil)
    }
  }

  @Test("cgroup v1: its cpu and memory controllers count, and −1 is no limit")
  func cgroup1() throws {
    let files = [
      "cpu/x/cpu.cfs_quota_us": "50000\n", "cpu/x/cpu.cfs_period_us": "100000\n", "cpu/cpu.cfs_quota_us": "-1\n",
      "cpu/cpu.cfs_period_us": "100000\n", "memory/x/memory.limit_in_bytes": "9000\n",
      "memory/x/memory.usage_in_bytes": "9500\n", "memory/memory.limit_in_bytes": "9223372036854771712\n",
      "memory/memory.usage_in_bytes": "1\n",
    ]
    try withFiles(files) { root in
      let group = ControlGroup(groups: "7:cpu,cpuacct:/x\n4:memory:/x\n", root: root)
      #expect(group.cores == 0.5)
      #expect(group.freeMemory == 0)
    }
    #expect(ControlGroup(groups: nil, root: "/nonexistent").cores == nil)
    #expect(ControlGroup(groups: "garbage\n1:2", root: "/nonexistent").freeMemory == nil)
  }

  @Test("Usable cores are whole ones, at least one, and no more than the mask allows")
  func cores() {
    #expect(AttentionKernel.usableCores(allowed: 8, quota: nil) == 8)
    #expect(AttentionKernel.usableCores(allowed: 8, quota: 2.5) == 2)
    #expect(AttentionKernel.usableCores(allowed: 8, quota: 0.3) == 1)
    #expect(AttentionKernel.usableCores(allowed: 2, quota: 64) == 2)
    #expect(usableCores() >= 1)
    #expect(freeMemory() > 0)
  }

  @Test("Free memory is the least of what is available, promisable, and left of every limit") func memoryLimits() {
    var limits = MemoryLimits(
      meminfo: "MemTotal: 9 kB\nMemAvailable:    9000 kB\nCommitLimit: 100 kB\nCommitted_AS:  60 kB\n",
      overcommit: "0\n", pages: "100 50 1 1 0 70 0\n", addressSpace: nil, data: nil, groupLeaves: nil)
    let page = sysconf(Int32(_SC_PAGESIZE))
    #expect(limits.free == 9000 * 1024)
    limits.groupLeaves = 8_000_000
    #expect(limits.free == 8_000_000)
    limits.addressSpace = 1_000_000 + 100 * page
    #expect(limits.free == 1_000_000)
    limits.data = 500_000 + 70 * page
    #expect(limits.free == 500_000)
    limits.overcommit = "2\n"
    #expect(limits.free == 40 * 1024)
    // Used up, and beyond.
    limits.data = 69 * page
    #expect(limits.free == 0)
    #expect(
      MemoryLimits(meminfo: nil, overcommit: nil, pages: nil, addressSpace: nil, data: nil, groupLeaves: nil).free
        == .max)
  }

  @Test("Workers get a physical core each before two share one")
  func pinning() {
    #expect(coresToPin([0, 1, 2, 3], siblings: { $0 < 2 ? "0-1" : "2-3" }) == [0, 2, 1, 3])
    #expect(coresToPin([1, 3, 5, 7], siblings: { "\($0 % 4),\($0 % 4 + 4)" }) == [1, 3, 5, 7])
    #expect(coresToPin([4, 2], siblings: { _ in nil }) == [4, 2])
    #expect(coresToPin([]) == [])
  }

  @Test("An instruction set can be forced, if it is one and is available")
  func instructionSets() throws {
    let best = try #require(InstructionSet.available.first)
    #expect(try InstructionSet.chosen(named: nil) == best)
    #expect(try InstructionSet.chosen(named: "") == best)
    for instructionSet in InstructionSet.available {
      #expect(try InstructionSet.chosen(named: instructionSet.rawValue) == instructionSet)
    }
    for name in ["AVX2", "sse9", "neon"]
    where InstructionSet(rawValue: name).map({ !InstructionSet.available.contains($0) }) ?? true {
      let error = #expect(throws: KernelFailure.self) { try InstructionSet.chosen(named: name) }
      #expect(error?.kind == .usage)
      #expect(error?.description.contains(name) == true)
    }
  }
}

struct WorkerPoolTests {
  @Test("Every worker takes part once in every job", arguments: [1, 2, 7, 64])
  func everyWorkerOnce(threads: Int) throws {
    let pool = try WorkerPool(threads: threads)
    for count in [threads, 1, max(1, threads / 2), threads] {
      let results = SharedResults<Int>(count: threads)
      pool.run(on: count) { results[$0] = (results[$0] ?? 0) + 1 }
      #expect((0..<threads).map { results[$0] ?? 0 } == (0..<threads).map { $0 < count ? 1 : 0 })
    }
    let squares = SharedResults<Int>(count: 1000)
    pool.forEach(1000) { squares[$0] = $0 * $0 }
    #expect((0..<1000).allSatisfy { squares[$0] == $0 * $0 })
  }

  @Test("Far more threads than cores execute as well", arguments: [64, 1024])
  func manyThreads(threads: Int) throws {
    let problem = try AttentionProblem(
      contexts: [4000], queryHeads: 2, kvHeads: 1, headDim: 64, elementType: .f32, tileTokens: 4)
    let experiment = try Experiment(problem: problem, units: 900)
    let input = try AttentionInput(generating: experiment, threads: 2)
    let engine = try Engine(input, threads: threads, instructionSet: .available[0])
    #expect(engine.isOversubscribed == (usableCores() < threads))
    for schedule in experiment.schedules() where threads < 1000 || schedule.algorithm == .lean {
      let execution = try engine.execute(schedule, recording: false)
      let accuracy = Accuracy(
        output: execution.output, logSumExp: execution.logSumExp, reference: engine.reference())
      #expect(accuracy.isOK, "\(schedule.algorithm): \(accuracy)")
    }
  }

  @Test("Callers on several threads take turns")
  func callersTakeTurns() async throws {
    let problem = try AttentionProblem(
      contexts: [3000], queryHeads: 2, kvHeads: 2, headDim: 64, elementType: .f32, tileTokens: 64)
    let experiment = try Experiment(problem: problem, units: 3)
    let engine = try Engine(
      AttentionInput(generating: experiment, threads: 1), threads: 2, instructionSet: .available[0])
    let schedule = Schedule(.lean, problem: problem, units: 3)
    let outputs = try await withThrowingTaskGroup(of: [UInt32].self) { group in
      for _ in 0..<8 { group.addTask { bits(try engine.execute(schedule, recording: false).output) } }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(outputs.count == 1)
  }

  @Test("A pool that nobody holds is gone, whatever it did last, and with it who was waited for", arguments: [1, 2, 5])
  func poolsEnd(threads: Int) throws {
    weak var pool: WorkerPool?
    weak var engine: Engine?
    weak var crew: WorkerCrew?
    for number in 0..<12 {
      do {
        let item = try RandomCase(450 + number)
        let held = try Engine(
          AttentionInput(generating: item.experiment, threads: threads), threads: threads,
          instructionSet: .available[0], coldBytes: 1)
        (engine, pool, crew) = (held, held.pool, held.pool.crew)
        // Jobs that hold the engine, a live run and the executor.
        switch number % 4 {
        case 0: _ = try held.arithmeticRoof(runs: 1)
        case 1: _ = try held.live(Schedule(.lean, problem: held.problem, units: 3)).computeTiles(throughStep: 1)
        case 2: _ = try held.measure(item.experiment.schedules(), limit: RoundLimit(rounds: 1), readTest: true)
        default: break
        }
      }
      // Let go of by this thread, not by a worker: else it would not be gone yet, now and then.
      #expect(engine == nil && pool == nil && crew == nil, "\(number)")
    }
  }

  @Test("A worker that ends its own crew waits for the others, not for itself") func endsItself() throws {
    for threads in [1, 3] {
      let crew = try WorkerCrew()
      let members = try (0..<threads).map { index in
        try WorkerThread.start(core: nil) { crew.serve(index, idleTicks: 0) }.get()
      }
      let ran = SharedResults<Int>(count: threads)
      let barrier = try Barrier()
      crew.run(workers: threads, threads: threads, poll: {}) { worker in
        ran[worker] = worker
        // All have begun the job; the others end after it, without a further one.
        barrier.arrive(count: threads, spinTicks: 0)
        if worker == 0 { crew.end(members) }
      }
      #expect((0..<threads).map { ran[$0] } == Array(0..<threads))
    }
  }

  @Test("The processor's name is the first line that gives one") func processor() {
    let text = "processor\t: 0\nmodel\t\t: 2\nmodel name\t: A  Processor : 5\nmodel name\t: Another\n"
    #expect(processorName(inCPUInfo: text) == "A Processor : 5")
    for unnamed in ["", "processor : 0\nmodel : 2\n", "model name :\n", "model name"] {
      #expect(processorName(inCPUInfo: unnamed) == nil, "\(unnamed)")
    }
  }
}
