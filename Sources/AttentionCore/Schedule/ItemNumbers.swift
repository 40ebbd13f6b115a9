/// Of each item its place in ``Schedule/segments`` or ``Schedule/merges``, by what it does.
public struct ItemNumbers: Sendable, Hashable {
  private var numbers: [Int32] = []

  init() {}

  public init(_ schedule: Schedule) {
    numbers = Array(repeating: -1, count: schedule.items.count)
    var segment = Int32(0)
    for (index, item) in schedule.items.enumerated() {
      if case .attend = item.work {
        numbers[index] = segment
        segment += 1
      }
    }
    for (number, merge) in schedule.merges.enumerated() { numbers[merge.item] = Int32(truncatingIfNeeded: number) }
  }

  /// `nil` for a finish.
  public subscript(_ item: Int) -> Int? {
    let number = numbers[item]
    return number < 0 ? nil : Int(number)
  }
}
