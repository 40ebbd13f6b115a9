// swift-tools-version: 6.1
// Regression benchmarks for maintainers, apart from the program so that it need not depend on them. CONTRIBUTING says
// how they are run and compared.
import PackageDescription

let package = Package(
  name: "lean-viz-benchmarks",
  dependencies: [
    .package(name: "lean-viz", path: "../.."),
    // Without its interposers: what is counted here is time.
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
  ],
  targets: [
    .executableTarget(
      name: "LeanViz",
      dependencies: [
        .product(name: "Benchmark", package: "benchmark"), .product(name: "LeanVizParts", package: "lean-viz"),
      ],
      path: "Benchmarks/LeanViz",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
  ],
  swiftLanguageModes: [.v6]
)
