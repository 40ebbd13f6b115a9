// What the tile kernels and their callers share in C: the argument of a kernel call, and the few machine
// instructions that Swift has no name for.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif

/// How K and V are stored. The arithmetic is always f32.
enum { LEAN_F32 = 0, LEAN_F16 = 1, LEAN_BF16 = 2 };

/// Where rows are asked into. The first level has few places for lines that are on their way; on some processors asking
/// there keeps the kernel's own loads waiting.
enum { LEAN_INTO_L1 = 1, LEAN_INTO_L2 = 2 };

enum {
  /// Most query rows a call takes; a larger group is split by the caller.
  LEAN_MAX_ROWS = 16,
  /// Largest head dimension.
  LEAN_MAX_DIM = 512,
  /// Longer tiles are worked off in spans of at most this many tokens, so that scratch does not grow with the tile. So
  /// many values at most are added to one plain sum: it is off by less than half their number of roundings, 8e-6.
  LEAN_SPAN_TOKENS = 256,
  /// Floats a call needs as scratch: a span's scores, twice four rows of K or V, q.
  LEAN_SCRATCH_FLOATS = LEAN_MAX_ROWS * LEAN_SPAN_TOKENS + (8 + LEAN_MAX_ROWS) * LEAN_MAX_DIM,
};

/// One KV tile for the query rows of one group, and the state (m, l, o) it is folded into.
///
/// Sums have two levels, so that millions of keys lose no more than some hundred: values are added to a block of at most
/// LEAN_SPAN_TOKENS tokens, and a block that has ended to o, together with what rounding left off o before. l gets a
/// tile's sum in the same way.
///
/// Nothing here is checked by the kernels: the caller keeps to the ranges. Nothing outside the given rows is read
/// (prefetches reach further, but never fault).
typedef struct {
  /// [rows][d], already scaled by 1/√d; any alignment, 64 bytes is fastest.
  const float *q;
  /// [tokens][d] each, of the element type, rows contiguous.
  const void *k, *v;
  /// The keys of the tile that comes next, to be prefetched; any address, or null.
  const void *next_k;
  /// Any number from 0.
  int32_t tokens;
  /// A multiple of 8, 8…LEAN_MAX_DIM.
  int32_t d;
  /// 1…LEAN_MAX_ROWS.
  int32_t rows;
  /// LEAN_F32, LEAN_F16 or LEAN_BF16.
  int32_t element;
  /// How many strips (of four tokens) ahead of its use a row of K or V is asked for; 0: never. No result depends on it.
  int32_t prefetch_strips;
  /// Into which cache: LEAN_INTO_L1 or LEAN_INTO_L2.
  int32_t prefetch_into;
  /// Whether the rows of V are asked for (into the second level) while those of K are read, and the next K's meanwhile V's.
  int32_t prefetch_other_half;
  /// Whether the block ends with this tile: o is complete then. The caller ends it before it has more than
  /// LEAN_SPAN_TOKENS tokens (a longer tile is a block and more of its own, and begins with an empty one).
  int32_t ends_block;
  /// m[rows]: largest score (natural logarithm). l[rows]: Σ exp(score − m). o[rows][d]: Σ exp(score − m) · v, of all
  /// blocks that have ended. Empty is (−∞, 0, 0).
  float *m, *l, *o;
  /// l_rest[rows], o_rest[rows][d]: what rounding has left off l and o. block[rows][d]: the values of the block under way,
  /// in the kernel's own order. All are 0 at first, and whoever reads (m, l, o) when a block has ended needs none of them.
  float *l_rest, *o_rest, *block;
  /// LEAN_SCRATCH_FLOATS floats, 64-byte aligned, one buffer a thread.
  float *scratch;
  /// Where a kernel that times its phases adds the ticks of each: scores, softmax, values. No other looks at it.
  uint64_t *phase_ticks;
} lean_tile;

/// Asks for the cache line at `address`, into the first level of caches or into the second. Any address is allowed.
static inline void lean_prefetch_l1(const void *address) { __builtin_prefetch(address, 0, 3); }
static inline void lean_prefetch_l2(const void *address) { __builtin_prefetch(address, 0, 2); }

/// Tells the core that it is in a waiting loop.
static inline void lean_pause(void) {
#if defined(__x86_64__)
  _mm_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/// Nanoseconds of the monotonic clock.
static inline uint64_t lean_nanoseconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/// The cheapest clock: the time-stamp counter where there is one, else nanoseconds. Its rate is for the caller to find,
/// by comparing it with `lean_nanoseconds`.
static inline uint64_t lean_ticks(void) {
#if defined(__x86_64__)
  return __rdtsc();
#else
  return lean_nanoseconds();
#endif
}

/// Whether `lean_ticks` runs at one rate on all cores, whatever they do.
bool lean_ticks_are_steady(void);

/// Whether this processor and this operating system run AVX2, FMA, F16C and BMI (x86-64-v3).
bool lean_supports_avx2(void);

/// Whether they run AVX-512 F, BW, CD, DQ and VL too (x86-64-v4).
bool lean_supports_avx512(void);

/// Writes the numbers of the processors that this thread may run on, ascending, at most `capacity` of them, and returns
/// how many there are (0: unknown).
int32_t lean_usable_processors(int32_t *numbers, int32_t capacity);

/// Keeps the calling thread on one processor; false if that is not allowed or not known here.
bool lean_pin_to_processor(int32_t number);

typedef float lean_f32x4 __attribute__((ext_vector_type(4)));

/// The same vector, of which the compiler knows nothing: it may not move shuffles of a loop's sums into the loop.
static inline lean_f32x4 lean_kept(lean_f32x4 vector) {
#if defined(__x86_64__)
  __asm__("" : "+x"(vector));
#elif defined(__aarch64__)
  __asm__("" : "+w"(vector));
#endif
  return vector;
}

#if defined(__AVX512F__)
typedef float lean_f32x16 __attribute__((ext_vector_type(16)));

/// The same for sixteen: what is stored in parts is not to be computed in parts.
static inline lean_f32x16 lean_kept_wide(lean_f32x16 vector) {
  __asm__("" : "+v"(vector));
  return vector;
}
#endif

#if defined(__x86_64__)
typedef int16_t lean_i16x8 __attribute__((ext_vector_type(8)));
typedef int32_t lean_i32x4 __attribute__((ext_vector_type(4)));

/// Of eight numbers the even ones times 2¹³, in one instruction that every x86-64 has (SSE2) and Swift no name for.
static inline lean_i32x4 lean_even_times_8192(lean_i16x8 numbers) {
  const lean_i16x8 factors = {8192, 0, 8192, 0, 8192, 0, 8192, 0};
  return (lean_i32x4)_mm_madd_epi16((__m128i)numbers, (__m128i)factors);
}

/// The odd ones.
static inline lean_i32x4 lean_odd_times_8192(lean_i16x8 numbers) {
  const lean_i16x8 factors = {0, 8192, 0, 8192, 0, 8192, 0, 8192};
  return (lean_i32x4)_mm_madd_epi16((__m128i)numbers, (__m128i)factors);
}
#endif

#if defined(__aarch64__)
/// a · b + c with one rounding; Swift's `addingProduct` is not sure to become one instruction.
static inline lean_f32x4 lean_multiply_add(lean_f32x4 a, lean_f32x4 b, lean_f32x4 c) {
  return __builtin_elementwise_fma(a, b, c);
}
#endif

#ifdef __cplusplus
}
#endif
