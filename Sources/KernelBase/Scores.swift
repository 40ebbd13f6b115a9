// s = q · k: blocks of tokens × rows with one accumulator each, so that every key is loaded and converted once for all
// rows of a block.

import CKernelSupport

/// Tokens that are scored together for all rows of the group; their keys stay in the first cache meanwhile.
@_transparent var tokensPerStrip: Int { 16 }

/// How far ahead of its use a line of K or V is asked for, in bytes.
@_transparent var streamDistance: Int { 4096 }

/// Shape of a score block: `tokens` × `rows` accumulators.
enum ScoreShape<let tokens: Int, let rows: Int, let count: Int> {}

/// Scores of one strip of 16 tokens for all rows.
///
/// - Parameters:
///   - q: [rows][d]
///   - k: 16 rows of K, `stride` bytes apart
///   - far: bytes from a line of `k` to a line that is wanted later, for the second cache level
///   - scores: [rows][scoreStride], written at 0..<16 of each row
func scoreStrip<Element: StoredElement>(
  _ element: Element.Type, q: UnsafePointer<Float>, rows: Int, d: Int, k: UnsafeRawPointer, stride: Int, far: Int,
  scores: UnsafeMutablePointer<Float>, scoreStride: Int
) {
  var row = 0
  while row < rows {
    let left = rows &- row
    let q = q + row &* d
    let scores = scores + row &* scoreStride
    #if KERNEL_AVX512
      if left >= 8 {
        scoreBlocks(element, ScoreShape<2, 8, 16>.self, q, d, k, stride, far, scores, scoreStride)
        row &+= 8
      } else if left >= 4 {
        scoreBlocks(element, ScoreShape<4, 4, 16>.self, q, d, k, stride, far, scores, scoreStride)
        row &+= 4
      } else if left >= 2 {
        scoreBlocks(element, ScoreShape<8, 2, 16>.self, q, d, k, stride, far, scores, scoreStride)
        row &+= 2
      } else {
        scoreBlocks(element, ScoreShape<16, 1, 16>.self, q, d, k, stride, far, scores, scoreStride)
        row &+= 1
      }
    #else
      if left >= 4 {
        scoreBlocks(element, ScoreShape<2, 4, 8>.self, q, d, k, stride, far, scores, scoreStride)
        row &+= 4
      } else if left >= 2 {
        scoreBlocks(element, ScoreShape<4, 2, 8>.self, q, d, k, stride, far, scores, scoreStride)
        row &+= 2
      } else {
        scoreBlocks(element, ScoreShape<8, 1, 8>.self, q, d, k, stride, far, scores, scoreStride)
        row &+= 1
      }
    #endif
  }
}

/// One strip for one block of rows.
@inline(never)
private func scoreBlocks<Element: StoredElement, let tokens: Int, let rows: Int, let count: Int>(
  _: Element.Type, _: ScoreShape<tokens, rows, count>.Type, _ q: UnsafePointer<Float>, _ d: Int,
  _ k: UnsafeRawPointer, _ stride: Int, _ far: Int, _ scores: UnsafeMutablePointer<Float>, _ scoreStride: Int
) {
  let lanesPerLine = 64 / (width &* Element.size)
  var k = k
  var token = 0
  while token < tokensPerStrip {
    var sums = InlineArray<count, Lanes>(repeating: .zero)
    var i = 0
    // By cache lines of K, then what is left of the row.
    while i &+ lanesPerLine &* width <= d {
      for t in 0..<tokens {
        let line = k + (t &* stride &+ i &* Element.size)
        lean_prefetch_near(line + streamDistance)
        lean_prefetch_far(line + far)
      }
      for part in 0..<lanesPerLine {
        let i = i &+ part &* width
        for t in 0..<tokens {
          let key = Element.lanes(k + (t &* stride &+ i &* Element.size))
          for r in 0..<rows {
            sums[r &* tokens &+ t] = multiplyAdd(loadLanes(q + (r &* d &+ i)), key, sums[r &* tokens &+ t])
          }
        }
      }
      i &+= lanesPerLine &* width
    }
    while i &+ width <= d {
      for t in 0..<tokens {
        let key = Element.lanes(k + (t &* stride &+ i &* Element.size))
        for r in 0..<rows {
          sums[r &* tokens &+ t] = multiplyAdd(loadLanes(q + (r &* d &+ i)), key, sums[r &* tokens &+ t])
        }
      }
      i &+= width
    }
    #if KERNEL_AVX512
      if i < d {
        for t in 0..<tokens {
          let key = Element.halfLanes(k + (t &* stride &+ i &* Element.size))
          for r in 0..<rows {
            let query = Float32Element.halfLanes(q + (r &* d &+ i))
            sums[r &* tokens &+ t] = multiplyAdd(query, key, sums[r &* tokens &+ t])
          }
        }
      }
    #endif
    let groups = count / width
    for group in 0..<groups {
      let total = transposedSum(sums, group &* width)
      for lane in 0..<width {
        let index = group &* width &+ lane
        scores[(index / tokens) &* scoreStride &+ token &+ index % tokens] = total[lane]
      }
    }
    token &+= tokens
    k += tokens &* stride
  }
}
