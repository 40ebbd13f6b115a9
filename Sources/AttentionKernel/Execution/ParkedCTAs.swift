/// Room for what workers keep for later, CTAs or items by their numbers: each is held by one worker at a time, so one place
/// for each is enough.
///
/// `@unchecked Sendable`: a place is used by the worker that holds its CTA or item.
final class ParkingRoom: @unchecked Sendable {
  fileprivate struct Place {
    /// The CTA that was parked after it.
    var next: Int32
    /// Where it goes on.
    var item: Int32
  }

  fileprivate let places: UnsafeMutablePointer<Place>
  private let region: MemoryRegion

  init(ctas: Int) throws(KernelFailure) {
    region = try MemoryRegion(bytes: Self.bytes(ctas: ctas), for: "the CTAs that wait")
    places = region.base.bindMemory(to: Place.self, capacity: ctas)
  }

  static func bytes(ctas: Int) -> Int { ctas * MemoryLayout<Place>.stride }
}

/// The CTAs that one worker has parked, the longest parked first; or items, by their numbers.
struct ParkedCTAs {
  private let room: ParkingRoom
  private var head: Int32 = -1
  private var tail: Int32 = -1
  private(set) var count = 0

  init(_ room: ParkingRoom) { self.room = room }

  var first: (cta: Int, item: Int)? {
    head < 0 ? nil : (Int(head), Int(room.places[Int(head)].item))
  }

  /// - Parameter item: where the CTA goes on.
  mutating func append(_ cta: Int, at item: Int) {
    let number = Int32(truncatingIfNeeded: cta)
    room.places[cta] = ParkingRoom.Place(next: -1, item: Int32(truncatingIfNeeded: item))
    if tail < 0 { head = number } else { room.places[Int(tail)].next = number }
    tail = number
    count += 1
  }

  mutating func removeFirst() -> (cta: Int, item: Int)? {
    guard let first else { return nil }
    head = room.places[first.cta].next
    if head < 0 { tail = -1 }
    count -= 1
    return first
  }
}
