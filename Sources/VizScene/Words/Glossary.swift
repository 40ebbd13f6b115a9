/// A word of the screens, explained for a stranger. The overlay of `g` and the table in `demos/README.md` are both made of
/// ``Glossary/all``.
package struct GlossaryWord: Sendable, Hashable {
  /// As it is listed.
  var name: String
  /// In one sentence.
  var explanation: String
  /// How it is written on screens: whole words, `#` for any number.
  var forms: [String]

  init(_ name: String, _ explanation: String, as forms: [String]) {
    self.name = name
    self.explanation = explanation
    self.forms = forms
  }
}

/// The words of the program, each once, in the order in which they build on each other.
package enum Glossary {
  static let all = problem + schedules + numbers + clocks + machine

  private static let problem = [
    GlossaryWord(
      "token", "a piece of a word; a decode step makes one new token for each request", as: ["token", "tokens"]),
    GlossaryWord(
      "request", "one text that is being continued; a batch is several at once, r2 the second of them",
      as: ["request", "requests", "batch", "r#"]),
    GlossaryWord(
      "head", "a model attends in several ways at once; each way is a head (h1, h2 …) with a query of its own",
      as: ["head", "heads", "query head", "query heads", "h#"]),
    GlossaryWord(
      "KV", "K and V: a key and a value for every token so far; attention compares with keys and adds up values",
      as: ["KV", "K and V", "K", "V", "keys and values", "key and value"]),
    GlossaryWord(
      "KV head", "keys and values that several query heads share", as: ["KV head", "KV heads", "kv-heads"]),
    GlossaryWord("context", "how many tokens a request has so far: so many keys are read", as: ["context"]),
    GlossaryWord("head-dim, d", "how many numbers a query, a key or a value is made of", as: ["head-dim"]),
    GlossaryWord(
      "f32, f16, bf16", "how a number of the input is stored: f32 in 4 bytes, f16 and bf16 in 2",
      as: ["f32", "f16", "bf16"]),
    GlossaryWord(
      "distribution",
      "the made-up input: iid: keys weigh alike · shifted: values have a mean · sinks: the first keys, needles: a few keys weigh most",
      as: ["iid", "shifted", "sinks", "needles"]),
    GlossaryWord("seed", "the number that made-up input is made from: the same seed, the same input", as: ["seed"]),
  ]

  private static let schedules = [
    GlossaryWord(
      "output", "the result of one head (or KV head) of one request: A, B, C …; A7 is its tile 7",
      as: ["output", "outputs"]),
    GlossaryWord(
      "tile", "the smallest piece of work: some keys and values in a row, 256 of them for instance",
      as: ["tile", "tiles", "KV tile", "KV tiles"]),
    GlossaryWord(
      "unit, U0", "what computes tiles, one after another: on a GPU an SM; here CPU cores do its work",
      as: ["unit", "units", "U#", "U#-#"]),
    GlossaryWord(
      "SM", "streaming multiprocessor, a core of a GPU: an A100 has 108 of them, an H100 132", as: ["SM", "SMs"]),
    GlossaryWord(
      "CTA", "a list of tiles that one unit computes from beginning to end: a thread block", as: ["CTA", "CTAs"]),
    GlossaryWord(
      "slot", "room for one thread block (CTA): on a GPU a unit holds two at once, and they share it",
      as: ["slot", "slots"]),
    GlossaryWord("wave", "as many CTAs as all units hold at once", as: ["wave"]),
    GlossaryWord(
      "step", "the time that a tile takes; on this clock merging and waiting take none", as: ["step", "steps"]),
    GlossaryWord(
      "floor", "tiles ÷ units, rounded up: no schedule can need fewer steps", as: ["floor"]),
    GlossaryWord("busy", "having a tile to compute; a unit without one is idle", as: ["busy", "idle"]),
    GlossaryWord(
      "unit time", "all units times all steps; a percentage of it is what tiles take up", as: ["unit time"]),
    GlossaryWord(
      "FA2", "FlashAttention-2: a unit computes whole outputs, and nothing is cut",
      as: ["FA2", "fa2", "FlashAttention-2"]),
    GlossaryWord(
      "FD", "FlashDecoding: cuts every output into S chunks; when all are done, a merging pass joins them",
      as: ["FD", "fd", "FlashDecoding"]),
    GlossaryWord(
      "LA", "LeanAttention: deals all tiles evenly, across outputs, and merges where that cut one",
      as: ["LA", "LeanAttention"]),
    GlossaryWord(
      "S, splits", "into how many chunks FlashDecoding cuts each output; a chunk is work for one unit",
      as: ["S", "S=#", "S =", "splits", "chunk", "chunks"]),
    GlossaryWord(
      "rule",
      "flash-attention's S: 1 if outputs fill 80 % of the slots, else the least that fills them 0.85 × as well as any S could",
      as: ["flash-attention's rule", "by rule"]),
    GlossaryWord(
      "segment", "consecutive tiles of one output that one unit computes; FlashDecoding's are its chunks",
      as: ["segment", "segments", "cut", "cuts"]),
    GlossaryWord(
      "host", "the unit that has an output's first tile: it merges the others' partials", as: ["host", "hosts"]),
    GlossaryWord(
      "partial", "a result over some of an output's keys only, kept as (m, l, O); it has to be merged",
      as: ["partial", "partials"]),
    GlossaryWord(
      "publish ◇", "to write a partial to memory, for whoever merges it",
      as: ["publish", "publishes", "published", "◇"]),
    GlossaryWord(
      "merge ◆, ⊕", "two partials become one: both are re-scaled to the larger m, then added; any order will do",
      as: ["merge", "merges", "merged", "merging", "⊕", "◆"]),
    GlossaryWord("barrier", "all units wait there until the last one has come", as: ["barrier", "║"]),
    GlossaryWord(
      "merging pass", "once all chunks are done, FlashDecoding merges those of every output",
      as: ["merging pass", "the pass"]),
    GlossaryWord("marks ▽ ┊", "on the scrub bar: the first idle unit, the end of an algorithm", as: ["▽", "┊"]),
  ]

  private static let numbers = [
    GlossaryWord(
      "score", "q · k ÷ √d, how well a key fits; a tile's work is scores (QKᵀ), softmax, and values added up (PV)",
      as: ["score", "scores"]),
    GlossaryWord(
      "softmax", "turns scores into weights that add up to 1: e^score ÷ the sum of all e^score", as: ["softmax"]),
    GlossaryWord(
      "(m, l, O)",
      "m: the largest score · l: the sum of e^(score − m) · O: values weighted by e^(score − m); O ÷ l is the result",
      as: ["(m, l, O)", "O ÷ l", "m and l", "m =", "l =", "m and adds", "unnormalised"]),
    GlossaryWord(
      "m′ α β l′", "a merge in numbers: m′ the larger m · α, β = e^(m − m′), which re-scale both sides · l′ the new l",
      as: ["m′", "α", "β", "l′", "O′"]),
    GlossaryWord(
      "f64", "double precision: the reference that every result is held against", as: ["f64", "reference"]),
  ]

  private static let clocks = [
    GlossaryWord(
      "composed", "each tile timed alone on one core, the times laid out on the units: no GPU's time",
      as: ["composed", "as if"]),
    GlossaryWord(
      "measured", "the same problem at full speed on this machine's cores, a unit for each",
      as: ["measured", "measure"]),
    GlossaryWord("imported", "from a trace that was recorded elsewhere", as: ["imported"]),
    GlossaryWord("traced", "a run that notes when every tile began and ended", as: ["traced", "replayed"]),
    GlossaryWord(
      "slowed", "the picture plays so many times slower than the kernel computes", as: ["slowed", "slowed #×"]),
    GlossaryWord("cold", "every run reads K and V from memory, not from a cache", as: ["cold", "warm"]),
    GlossaryWord(
      "median", "half of the runs took no longer", as: ["median", "medians"]),
    GlossaryWord("p5, p95", "5 % of the runs took no longer than p5, 95 % no longer than p95", as: ["p5", "p95"]),
    GlossaryWord("sampled", "inside one tile of so many the clock is read", as: ["sampled"]),
  ]

  private static let machine = [
    GlossaryWord(
      "roof", "what limits every run here: how fast memory is read, or how fast this kernel computes", as: ["roof"]),
    GlossaryWord("GB/s", "a billion bytes of K and V read per second", as: ["GB"]),
    GlossaryWord(
      "FLOP", "one multiplication or addition; GFLOP/s is a billion of them per second", as: ["FLOP", "GFLOP"]),
    GlossaryWord(
      "cache, peak", "the roofs of computing: the kernel on a tile in its core's cache, and multiply-adds alone",
      as: ["from its cache", "from cache", "cache", "peak"]),
    GlossaryWord("KiB, MiB", "1,024 and 1,048,576 bytes", as: ["KiB", "MiB", "GiB"]),
  ]
}
