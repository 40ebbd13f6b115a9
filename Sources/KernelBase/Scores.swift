// s = q · k: blocks of tokens × rows with one accumulator each, so that every key is loaded and converted once for all
// rows of a block.

import CKernelSupport

/// Tokens that are scored together for all rows of the group; their keys stay in the first cache meanwhile.
@_transparent var tokensPerStrip: Int { 16 }

/// How far ahead in K or V a line is asked for again, in bytes. Prefetches are dropped while the memory system is busy, so
/// every line gets a second chance shortly before its use.
@_transparent var secondChanceDistance: Int { 5120 }

/// Shape of a score block: `tokens` × `rows` accumulators at a time, together with those done before it `count` sums.
enum ScoreShape<let tokens: Int, let rows: Int, let inFlight: Int, let count: Int> {}

/// Scores of one strip of 16 tokens for all rows.
///
/// - Parameters:
///   - q: [rows][d]
///   - k: 16 rows of K, `stride` bytes apart
///   - ahead: as many bytes, to be prefetched
///   - scores: [rows][scoreStride], written at 0..<16 of each row
func scoreStrip<Element: StoredElement>(
  _ element: Element.Type, q: UnsafePointer<Float>, rows: Int, d: Int, k: UnsafeRawPointer, stride: Int,
  ahead: UnsafeRawPointer, scores: UnsafeMutablePointer<Float>, scoreStride: Int
) {
  var row = 0
  while row < rows {
    let left = rows &- row
    let q = q + row &* d
    let scores = scores + row &* scoreStride
    #if KERNEL_AVX512
      if left >= 4 {
        scoreBlocks(element, ScoreShape<4, 4, 16, 16>.self, q, d, k, stride, ahead, scores, scoreStride)
        row &+= 4
      } else if left >= 2 {
        scoreBlocks(element, ScoreShape<4, 2, 8, 16>.self, q, d, k, stride, ahead, scores, scoreStride)
        row &+= 2
      } else {
        scoreBlocks(element, ScoreShape<2, 1, 2, 16>.self, q, d, k, stride, ahead, scores, scoreStride)
        row &+= 1
      }
    #else
      if left >= 4 {
        scoreBlocks(element, ScoreShape<2, 4, 8, 8>.self, q, d, k, stride, ahead, scores, scoreStride)
        row &+= 4
      } else if left >= 2 {
        scoreBlocks(element, ScoreShape<4, 2, 8, 8>.self, q, d, k, stride, ahead, scores, scoreStride)
        row &+= 2
      } else {
        scoreBlocks(element, ScoreShape<2, 1, 2, 8>.self, q, d, k, stride, ahead, scores, scoreStride)
        row &+= 1
      }
    #endif
  }
}

/// One strip for one block of rows.
@inline(never)
private func scoreBlocks<Element: StoredElement, let tokens: Int, let rows: Int, let inFlight: Int, let count: Int>(
  _: Element.Type, _: ScoreShape<tokens, rows, inFlight, count>.Type, _ q: UnsafePointer<Float>, _ d: Int,
  _ k: UnsafeRawPointer, _ stride: Int, _ ahead: UnsafeRawPointer, _ scores: UnsafeMutablePointer<Float>,
  _ scoreStride: Int
) {
  let lanesPerLine = 64 / (width &* Element.size)
  let tokensPerReduction = count / rows
  var k = k
  var ahead = ahead
  var token = 0
  while token < tokensPerStrip {
    var sums = InlineArray<count, Lanes>(repeating: .zero)
    for group in 0..<(count / inFlight) {
      var partial = InlineArray<inFlight, Lanes>(repeating: .zero)
      var i = 0
      // By cache lines of K, then what is left of the row.
      while i &+ lanesPerLine &* width <= d {
        for t in 0..<tokens {
          lean_prefetch(ahead + t &* 64)
          lean_prefetch(k + (t &* stride &+ i &* Element.size &+ secondChanceDistance))
        }
        ahead += tokens &* 64
        for part in 0..<lanesPerLine {
          let i = i &+ part &* width
          for t in 0..<tokens {
            let key = Element.lanes(k + (t &* stride &+ i &* Element.size))
            for r in 0..<rows {
              partial[r &* tokens &+ t] = multiplyAdd(loadLanes(q + (r &* d &+ i)), key, partial[r &* tokens &+ t])
            }
          }
        }
        i &+= lanesPerLine &* width
      }
      while i &+ width <= d {
        for t in 0..<tokens {
          let key = Element.lanes(k + (t &* stride &+ i &* Element.size))
          for r in 0..<rows {
            partial[r &* tokens &+ t] = multiplyAdd(loadLanes(q + (r &* d &+ i)), key, partial[r &* tokens &+ t])
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
              partial[r &* tokens &+ t] = multiplyAdd(query, key, partial[r &* tokens &+ t])
            }
          }
        }
      #endif
      for r in 0..<rows {
        for t in 0..<tokens {
          sums[r &* tokensPerReduction &+ group &* tokens &+ t] = partial[r &* tokens &+ t]
        }
      }
      k += tokens &* stride
    }
    for part in 0..<(count / width) {
      let total = transposedSum(sums, part &* width)
      for lane in 0..<width {
        let index = part &* width &+ lane
        scores[(index / tokensPerReduction) &* scoreStride &+ token &+ index % tokensPerReduction] = total[lane]
      }
    }
    token &+= tokensPerReduction
  }
}
