/// This process's control groups (cgroup v2 and v1), from its own up to the root: each may set a limit.
struct ControlGroup {
  /// Folders of the unified hierarchy and of v1's `cpu` and `memory` controllers, innermost first.
  private var unified: [String] = []
  private var cpu: [String] = []
  private var memory: [String] = []

  /// - Parameters:
  ///   - groups: the text of /proc/self/cgroup: lines `id:controllers:path`.
  ///   - root: where the hierarchies are mounted.
  init(groups: String? = textOfSmallFile("/proc/self/cgroup"), root: String = "/sys/fs/cgroup") {
    for line in (groups ?? "").split(separator: "\n") {
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { continue }
      let controllers = fields[1].split(separator: ",")
      if fields[1].isEmpty {
        // Alone, or beside v1 in `unified`.
        unified += Self.ancestors(of: fields[2], in: root) + Self.ancestors(of: fields[2], in: root + "/unified")
      }
      if controllers.contains("cpu") {
        cpu += Self.ancestors(of: fields[2], in: root + "/cpu")
        cpu += Self.ancestors(of: fields[2], in: root + "/cpu,cpuacct")
      }
      if controllers.contains("memory") { memory += Self.ancestors(of: fields[2], in: root + "/memory") }
    }
  }

  /// A group's folder and those above it. In a container a path may lie outside what is mounted: such folders do not exist
  /// and are passed over; the mount's root is this process's own group then.
  private static func ancestors(of path: Substring, in root: String) -> [String] {
    var parts = path.split(separator: "/")
    var folders: [String] = []
    while true {
      folders.append(([root[...]] + parts).joined(separator: "/"))
      if parts.isEmpty { return folders }
      parts.removeLast()
    }
  }

  /// The CPU time that may be used, in cores; `nil` without a limit.
  var cores: Double? {
    var least: Double?
    func limit(_ quota: Double, _ period: Double) {
      if quota > 0, period > 0 { least = min(least ?? .infinity, quota / period) }
    }
    for folder in unified {
      let words = (textOfSmallFile(folder + "/cpu.max") ?? "").split { $0 == " " || $0 == "\n" }
      if words.count == 2, let quota = Double(words[0]), let period = Double(words[1]) { limit(quota, period) }
    }
    for folder in cpu {
      if let quota = Self.number(folder + "/cpu.cfs_quota_us"), let period = Self.number(folder + "/cpu.cfs_period_us")
      {
        limit(Double(quota), Double(period))
      }
    }
    return least
  }

  /// Bytes that may still be used before a limit is met; file pages that the group would give up count as free.
  var freeMemory: Int? {
    var least: Int?
    func limit(_ limit: Int?, _ usage: Int?, _ folder: String, inactiveFile: String) {
      guard let limit, let usage else { return }
      let reclaimable =
        textOfSmallFile(folder + "/memory.stat").flatMap {
          AttentionKernel.number(after: inactiveFile, in: $0)
        } ?? 0
      let free = limit.subtractingReportingOverflow(max(0, usage - reclaimable)).partialValue
      least = min(least ?? .max, max(0, free))
    }
    for folder in unified {
      limit(
        Self.number(folder + "/memory.max"), Self.number(folder + "/memory.current"), folder,
        inactiveFile: "inactive_file")
    }
    for folder in memory {
      limit(
        Self.number(folder + "/memory.limit_in_bytes"), Self.number(folder + "/memory.usage_in_bytes"), folder,
        inactiveFile: "total_inactive_file")
    }
    return least
  }

  /// The number in a file; `nil` where there is no file, or it says `max`.
  private static func number(_ path: String) -> Int? {
    textOfSmallFile(path).flatMap { Int($0.split(separator: "\n").first ?? "") }
  }
}
