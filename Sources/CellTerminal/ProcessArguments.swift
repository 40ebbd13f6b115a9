import CTerminal
import Glibc

/// The bytes that the process was started with, from the C library: `CommandLine` has none where /proc is not mounted.
public enum ProcessArguments {
  /// The arguments after the program's name; bytes of any kind, without zeros.
  public static var bytes: [[UInt8]] {
    guard let values = program_arguments() else { return [] }
    var arguments: [[UInt8]] = []
    // Even the name may be missing.
    var place = 0
    while let value = values[place] {
      if place > 0 {
        let length = strlen(value)
        arguments.append(
          value.withMemoryRebound(to: UInt8.self, capacity: length) {
            Array(UnsafeBufferPointer(start: $0, count: length))
          })
      }
      place += 1
    }
    return arguments
  }
}
