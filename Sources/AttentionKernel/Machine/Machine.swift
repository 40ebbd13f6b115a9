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

/// Bytes that can still be allocated.
public func freeMemory() -> Int { MemoryLimits().free }

/// What bounds the memory of this process.
struct MemoryLimits {
  /// Texts of /proc; `nil` where they cannot be read.
  var meminfo = textOfSmallFile("/proc/meminfo")
  var overcommit = textOfSmallFile("/proc/sys/vm/overcommit_memory")
  var pages = textOfSmallFile("/proc/self/statm")
  /// Bytes; `nil` without a limit.
  var addressSpace = Self.resourceLimit(RLIMIT_AS)
  var data = Self.resourceLimit(RLIMIT_DATA)
  var groupLeaves = ControlGroup().freeMemory

  /// The least of what is available in the machine, what may still be promised where the system promises no more than it
  /// has, what the control group leaves, and what the limits on address space and on data leave.
  var free: Int {
    [
      kilobytes("MemAvailable"), promisable, groupLeaves, left(of: addressSpace, usedPages: 0),
      left(of: data, usedPages: 5),
    ].reduce(.max) { min($0, $1 ?? .max) }
  }

  private func kilobytes(_ name: String) -> Int? {
    meminfo.flatMap { number(after: name, in: $0) }.map { $0.multipliedReportingOverflow(by: 1024).partialValue }
  }

  /// Under strict overcommit every page that is mapped counts, used or not.
  private var promisable: Int? {
    guard overcommit?.split(separator: "\n").first == "2", let limit = kilobytes("CommitLimit"),
      let promised = kilobytes("Committed_AS")
    else { return nil }
    return max(0, limit - promised)
  }

  /// - Parameter usedPages: which number of statm says the pages that count: all, or data with what is mapped for writing.
  private func left(of limit: Int?, usedPages place: Int) -> Int? {
    guard let limit else { return nil }
    let numbers = pages?.split { $0 == " " || $0 == "\n" } ?? []
    let used = place < numbers.count ? Int(numbers[place]) ?? 0 : 0
    return max(0, limit - used * sysconf(Int32(_SC_PAGESIZE)))
  }

  private static func resourceLimit(_ resource: __rlimit_resource) -> Int? {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0, limit.rlim_cur < rlim_t(Int.max) else {
      return nil
    }
    return Int(limit.rlim_cur)
  }
}

/// Holds a need against the free memory, before anything is allocated.
/// - Throws: a failure of kind `memory` that says the bytes.
func requireMemory(_ bytes: Int, for purpose: String) throws(KernelFailure) {
  let free = freeMemory()
  if bytes > free {
    throw KernelFailure(.memory, "\(purpose) needs \(bytes) bytes of memory, \(free) are free")
  }
}

/// Bytes of the last-level cache that a core has behind it; 0 where that is not known.
///
/// As the kernel lists it. Where there is no such list the C library is asked, which on some processors counts the caches
/// of all their parts, of which a core uses but one.
func lastLevelCacheBytes() -> Int {
  let listed = (0..<8).compactMap { index in
    textOfSmallFile("/sys/devices/system/cpu/cpu0/cache/index\(index)/size").flatMap(cacheBytes)
  }
  return listed.max() ?? max(0, sysconf(Int32(_SC_LEVEL3_CACHE_SIZE)), sysconf(Int32(_SC_LEVEL2_CACHE_SIZE)))
}

/// "32768K", as the kernel writes a cache's size; `nil` for anything else.
func cacheBytes(_ text: String) -> Int? {
  let size = text.filter { !$0.isWhitespace }
  guard let unit = size.last, let shift = ["K": 10, "M": 20, "G": 30][unit], let count = Int(size.dropLast()),
    (0...1 << 20).contains(count)
  else { return nil }
  return count << shift
}
