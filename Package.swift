// swift-tools-version: 6.1
// The targets and their import directions are described in README.md; Tests/ArchitectureTests holds every import to them.
import PackageDescription

/// The tile kernels are optimised in debug builds too, without checks; nothing else is built this way.
/// They specialise across files, so they need whole-module builds; two threads make it one object a file, as a debug build
/// expects.
let kernelSettings: [SwiftSetting] = [
  .unsafeFlags([
    "-Ounchecked", "-enforce-exclusivity=unchecked", "-whole-module-optimization", "-num-threads", "2",
    "-disable-batch-mode",
  ])
]

/// Optimised in debug builds as well, with all checks: the rest of the kernel, and the values that tests spend most of
/// their time on.
let optimisedSettings: [SwiftSetting] = [
  .unsafeFlags(["-O", "-whole-module-optimization", "-num-threads", "2", "-disable-batch-mode"])
]

/// One source, compiled once an instruction set (Sources/KernelV3 and KernelV4 link to Sources/KernelBase).
func kernelTarget(_ name: String, _ settings: [SwiftSetting] = []) -> Target {
  .target(name: name, dependencies: ["CKernelSupport"], swiftSettings: kernelSettings + settings)
}

#if arch(x86_64)
  let instructionSetTargets: [Target] = [
    kernelTarget("KernelV3", [.define("KERNEL_AVX2"), .unsafeFlags(["-Xcc", "-march=x86-64-v3"])]),
    kernelTarget("KernelV4", [.define("KERNEL_AVX512"), .unsafeFlags(["-Xcc", "-march=x86-64-v4"])]),
  ]
#else
  let instructionSetTargets: [Target] = []
#endif
let instructionSets: [Target.Dependency] = instructionSetTargets.map { .target(name: $0.name) }

let package = Package(
  name: "lean-viz",
  products: [
    .executable(name: "lean-viz", targets: ["lean-viz"]),
    // For the nested package Tests/Benchmarks alone.
    .library(
      name: "LeanVizParts",
      targets: [
        "AttentionCore", "AttentionKernel", "CKernelSupport", "KernelBase", "VizPlayback", "VizScene", "CellFrame",
      ] + instructionSetTargets.map(\.name)
    ),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // 1: values
    .target(name: "AttentionCore", swiftSettings: optimisedSettings),
    .target(name: "CellFrame", swiftSettings: optimisedSettings),
    .target(name: "StrictJSON"),
    // 2
    .target(name: "VizPlayback", dependencies: ["AttentionCore"]),
    .target(
      name: "CTerminal",
      linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),
    // 3
    // The plain read that every speed stands beside is as fast in debug builds.
    .target(name: "CKernelSupport", cSettings: [.unsafeFlags(["-O2"])]),
    kernelTarget("KernelBase"),
    .target(
      name: "AttentionKernel",
      dependencies: ["AttentionCore", "StrictJSON", "CKernelSupport", "KernelBase"] + instructionSets,
      swiftSettings: optimisedSettings),
    .target(name: "VizScene", dependencies: ["AttentionCore", "VizPlayback", "CellFrame"]),
    .target(name: "VizRecording", dependencies: ["AttentionCore", "CellFrame", "StrictJSON"]),
    .target(name: "CellTerminal", dependencies: ["CTerminal", "CellFrame"]),
    .target(
      name: "DemoFormat", dependencies: ["AttentionCore", "VizPlayback", .product(name: "Yams", package: "Yams")]),
    // 4: the program
    .executableTarget(
      name: "lean-viz",
      dependencies: [
        "AttentionCore", "AttentionKernel", "CellFrame", "VizPlayback", "VizScene", "CellTerminal", "VizRecording",
        "DemoFormat", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      // Links to demos/: `lean-viz play hook` works wherever the program is.
      resources: [.embedInCode("Shipped")]),

    .testTarget(name: "ArchitectureTests"),
    .testTarget(
      name: "AttentionCoreTests", dependencies: ["TestSupport", "AttentionCore"], resources: [.copy("Golden")]),
    .testTarget(name: "AttentionKernelTests", dependencies: ["TestSupport", "AttentionKernel", "AttentionCore"]),
    .testTarget(name: "CellFrameTests", dependencies: ["CellFrame"]),
    .testTarget(
      name: "CommandLineTests",
      dependencies: [
        "TestSupport", "lean-viz", "AttentionCore", "AttentionKernel", "CellFrame", "DemoFormat", "PlaybackTestSupport",
        "VizPlayback", "VizRecording", "VizScene", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      exclude: ["Golden"]),
    .target(
      name: "PlaybackTestSupport", dependencies: ["AttentionCore", "VizPlayback"], path: "Tests/PlaybackTestSupport"),
    .testTarget(
      name: "VizPlaybackTests", dependencies: ["TestSupport", "AttentionCore", "VizPlayback", "PlaybackTestSupport"]),
    .testTarget(
      name: "VizSceneTests",
      dependencies: [
        "TestSupport", "AttentionCore", "CellFrame", "VizPlayback", "VizScene", "PlaybackTestSupport",
      ],
      exclude: ["Golden"]),
    .testTarget(
      name: "DemoFormatTests", dependencies: ["TestSupport", "AttentionCore", "VizPlayback", "DemoFormat"]),
    .testTarget(
      name: "VizRecordingTests", dependencies: ["TestSupport", "AttentionCore", "CellFrame", "VizRecording"]),
    .testTarget(
      name: "TileKernelTests", dependencies: ["TestSupport", "CKernelSupport", "KernelBase"] + instructionSets),
    .target(name: "TestSupport", path: "Tests/TestSupport"),
    .target(name: "TerminalTestSupport", dependencies: ["CellFrame"], path: "Tests/TerminalTestSupport"),
    .testTarget(
      name: "CellTerminalTests", dependencies: ["TestSupport", "CellTerminal", "CellFrame", "TerminalTestSupport"]),
    // Starts the built program, which is no dependency: its crash handlers would be the tests' too.
    .testTarget(name: "ProgramTests", dependencies: ["TestSupport", "CellFrame", "VizScene", "TerminalTestSupport"]),
  ] + instructionSetTargets,
  swiftLanguageModes: [.v6]
)

// The search for races is in the kernel alone, and building the rest for it would take minutes.
if Context.environment["LEANVIZ_KERNEL_ALONE"] != nil {
  let kept: Set = [
    "AttentionCore", "StrictJSON", "CKernelSupport", "KernelBase", "AttentionKernel", "TestSupport",
    "AttentionKernelTests",
  ]
  let instructionSetNames = Set(instructionSetTargets.map(\.name))
  package.targets.removeAll { !kept.union(instructionSetNames).contains($0.name) }
  package.products = []
  package.dependencies = []
}
