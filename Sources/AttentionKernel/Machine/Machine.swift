import CKernelSupport
import Glibc

/// The cores that this process may run on, by number; empty where that is not known.
func allowedCores() -> [Int32] {
  let count = lean_usable_processors(nil, 0)
  guard count > 0 else { return [] }
  var numbers = [Int32](repeating: 0, count: Int(count))
  let written = min(count, lean_usable_processors(&numbers, count))
  return Array(numbers.prefix(Int(max(0, written))))
}

/// Cores in the order in which threads are put on them: one hardware thread of each physical core first, so that two
/// workers share one only where there is no other.
/// - Parameter siblings: the text of a core's `thread_siblings_list` (`0,64` or `0-1`): the hardware threads beside it.
func coresToPin(
  _ cores: [Int32],
  siblings: (Int32) -> String? = { textOfSmallFile("/sys/devices/system/cpu/cpu\($0)/topology/thread_siblings_list") }
) -> [Int32] {
  var taken: Set<String> = []
  var first: [Int32] = []
  var rest: [Int32] = []
  for core in cores {
    if let list = siblings(core), !taken.insert(list).inserted { rest.append(core) } else { first.append(core) }
  }
  return first + rest
}

/// How many cores this process may keep busy: its affinity mask, and no more than its control group's CPU quota.
public func usableCores() -> Int {
  usableCores(allowed: allowedCores().count, quota: ControlGroup().cores)
}

func usableCores(allowed: Int, quota: Double?) -> Int {
  let cores = allowed > 0 ? allowed : max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  // Half a core more than n is not worth another thread: it would be stopped half of the time.
  return max(1, min(cores, quota.map { Int(min(1e6, $0)) } ?? cores))
}

/// What the processor calls itself; `nil` where it does not say.
public func processorName() -> String? {
  textOfSmallFile("/proc/cpuinfo").flatMap { processorName(inCPUInfo: $0) }
}

func processorName(inCPUInfo text: String) -> String? {
  for line in text.split(separator: "\n") {
    let parts = line.split(separator: ":", maxSplits: 1)
    guard parts.count == 2, parts[0].split(whereSeparator: \.isWhitespace) == ["model", "name"] else { continue }
    let words = parts[1].split(whereSeparator: \.isWhitespace)
    return words.isEmpty ? nil : words.joined(separator: " ")
  }
  return nil
}

/// Bytes that can still be allocated: the least of the machine's available memory, what the control group leaves, and
/// what the address-space limit leaves.
public func freeMemory() -> Int {
  let available =
    textOfSmallFile("/proc/meminfo").flatMap { number(after: "MemAvailable", in: $0) }
    .map { $0 * 1024 }
  return min(available ?? .max, ControlGroup().freeMemory ?? .max, freeAddressSpace())
}

private func freeAddressSpace() -> Int {
  var limit = rlimit()
  guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0, limit.rlim_cur < rlim_t(Int.max) else {
    return .max
  }
  let pages = textOfSmallFile("/proc/self/statm").flatMap { Int($0.split(separator: " ").first ?? "") } ?? 0
  return max(0, Int(limit.rlim_cur) - pages * sysconf(Int32(_SC_PAGESIZE)))
}

/// Holds a need against the free memory, before anything is allocated.
/// - Throws: a failure of kind `memory` that says the bytes.
func requireMemory(_ bytes: Int, for purpose: String) throws(KernelFailure) {
  let free = freeMemory()
  if bytes > free {
    throw KernelFailure(.memory, "\(purpose) needs \(bytes) bytes of memory, \(free) are free")
  }
}

/// Bytes of the last-level cache; 0 where that is not known.
func lastLevelCacheBytes() -> Int {
  max(0, sysconf(Int32(_SC_LEVEL3_CACHE_SIZE)), sysconf(Int32(_SC_LEVEL2_CACHE_SIZE)))
}
