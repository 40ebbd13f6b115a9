import VizScene

/// What the headings of the tables of `plan`, `run` and `bench` mean.
enum ReportWords {
  static let plan = Glossary.lines(["unit time", "CTA", "partial"])
  static let run =
    [
      "error: the largest difference to the f64 reference, which is in double precision; lse: log of the sum of e^score"
    ] + Glossary.lines(["unit time", "partial", "p5, p95"])
  static let bench = run + Glossary.lines(["score"])
}
