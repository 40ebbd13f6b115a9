import DemoFormat

/// The demos and lessons that the program brings along, embedded as they stand in `demos/`.
struct ShippedDemo: Sendable {
  /// As `play`, `record` and `check` take it.
  let name: String
  let bytes: [UInt8]
  /// For a lesson of the list: what it answers.
  var question: String?

  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// A name in errors that says where the text comes from.
  var file: String { "\(name) (shipped)" }

  static func named(_ name: String) -> ShippedDemo? { all.first { $0.name == name } }

  static let all = demos + lessons

  static let demos = [
    ShippedDemo(name: "hook", bytes: PackageResources.hook_yaml),
    ShippedDemo(name: "ragged", bytes: PackageResources.ragged_yaml),
    ShippedDemo(name: "one-more-request", bytes: PackageResources.one_more_request_yaml),
    ShippedDemo(name: "lean-loses", bytes: PackageResources.lean_loses_yaml),
    ShippedDemo(name: "llama-108", bytes: PackageResources.llama_108_yaml),
    ShippedDemo(name: "figure-1", bytes: PackageResources.figure_1_yaml),
  ]

  /// In the order in which they build on each other.
  static let lessons = [
    ShippedDemo(
      name: "lesson-1-idle", bytes: PackageResources.lesson_1_idle_yaml,
      question: "Three heads, eight units: how many of them have work?"),
    ShippedDemo(
      name: "lesson-2-softmax", bytes: PackageResources.lesson_2_softmax_yaml,
      question: "May we cut a softmax in two and add up the parts?"),
    ShippedDemo(
      name: "lesson-3-splits", bytes: PackageResources.lesson_3_splits_yaml,
      question: "Into how many chunks should FlashDecoding cut a head?"),
    ShippedDemo(
      name: "lesson-4-deal", bytes: PackageResources.lesson_4_deal_yaml,
      question: "What if tiles are dealt out, whatever head they belong to?"),
    ShippedDemo(
      name: "lesson-5-cost", bytes: PackageResources.lesson_5_cost_yaml,
      question: "Publish, wait, merge: what does evenness cost?"),
    ShippedDemo(
      name: "lesson-6-roof", bytes: PackageResources.lesson_6_roof_yaml,
      question: "When does it not matter that units are idle?"),
  ]
}
