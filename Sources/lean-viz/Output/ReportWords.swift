import VizScene

/// What the headings of the tables of `plan`, `run` and `bench` mean.
enum ReportWords {
  static let plan = Glossary.lines(["unit time", "CTA", "partial"])
  static let run =
    [error + "; lse: the logarithm of the sum of all e^score"] + Glossary.lines(["unit time", "partial", "p5, p95"])
  static let bench = [error] + Glossary.lines(["p5, p95", "score"])

  private static let error = "error: the largest difference to the reference in double precision, f64"
}
