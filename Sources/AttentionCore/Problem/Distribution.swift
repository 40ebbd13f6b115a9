/// How the entries of a made-up input are distributed.
public enum Distribution: String, Sendable, Hashable, CaseIterable {
  /// Every entry alike: attention is nearly uniform over the keys.
  case iid
  /// The same, but every value has mean 1 where the others have mean 0, as trained models' values have means of their own:
  /// here sums that lose what is small beside them show.
  case shifted
  /// The first keys of each request draw most of the softmax mass, as in trained models.
  case sinks
  /// A few keys, far apart, hold nearly all of the softmax mass: here a wrong merge shows.
  case needles
}
