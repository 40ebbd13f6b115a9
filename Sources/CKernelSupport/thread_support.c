#include "thread_support.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "kernel_support.h"

void lean_futex_wait(const void *word, uint32_t expected, int64_t nanoseconds) {
  const struct timespec limit = {nanoseconds / 1000000000, nanoseconds % 1000000000};
  syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, expected, nanoseconds < 0 ? NULL : &limit, NULL, 0);
}

void lean_futex_wake(const void *word, int32_t count) {
  syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, count, NULL, NULL, 0);
}

// One function a vector width and a way to ask, from one body. GNU vector types load without intrinsics; those that are
// loaded may lie at any address, as K and V do in a file.
#define READ_ALL(name, attributes, vector, ask)                           \
  typedef vector name##_any __attribute__((aligned(1)));                  \
  attributes static uint64_t name(const char *data, size_t bytes, size_t ahead) { \
    const size_t quarter = bytes / 256 * 64;                              \
    vector sums[4] = {0};                                                 \
    for (size_t line = 0; line < quarter; line += 64) {                   \
      for (int stream = 0; stream < 4; stream++) {                        \
        const char *at = data + stream * quarter + line;                  \
        ask(at + ahead);                                                  \
        for (size_t part = 0; part < 64; part += sizeof(vector))          \
          sums[stream] += *(const name##_any *)(at + part);               \
      }                                                                   \
    }                                                                     \
    size_t at = 4 * quarter;                                              \
    for (; at + sizeof(vector) <= bytes; at += sizeof(vector))            \
      sums[0] += *(const name##_any *)(data + at);                        \
    const vector sum = sums[0] + sums[1] + sums[2] + sums[3];             \
    uint64_t total = 0;                                                   \
    for (size_t lane = 0; lane < sizeof(vector) / 8; lane++)              \
      total += sum[lane];                                                 \
    /* What is left is shorter than a vector. */                          \
    for (; at < bytes; at += 8) {                                         \
      uint64_t word = 0;                                                  \
      __builtin_memcpy(&word, data + at, bytes - at < 8 ? bytes - at : 8);\
      total += word;                                                      \
    }                                                                     \
    return total;                                                         \
  }

#define ASK_NOTHING(address) ((void)ahead)

#define READ_ALL_WAYS(width, attributes)                                      \
  READ_ALL(read_words##width, attributes, words##width, ASK_NOTHING)          \
  READ_ALL(read_words##width##_l1, attributes, words##width, lean_prefetch_l1) \
  READ_ALL(read_words##width##_l2, attributes, words##width, lean_prefetch_l2) \
  static read_function *const ways##width[] = {read_words##width, read_words##width##_l1, read_words##width##_l2};

typedef uint64_t read_function(const char *data, size_t bytes, size_t ahead);
typedef uint64_t words2 __attribute__((vector_size(16)));
READ_ALL_WAYS(2, )

#if defined(__x86_64__)
typedef uint64_t words4 __attribute__((vector_size(32)));
typedef uint64_t words8 __attribute__((vector_size(64)));
READ_ALL_WAYS(4, __attribute__((target("avx2"))))
READ_ALL_WAYS(8, __attribute__((target("avx512f"))))
#endif

uint64_t lean_read_all(const void *data, size_t bytes, size_t ahead, int32_t into) {
  const int way = ahead == 0 ? 0 : into == LEAN_INTO_L1 ? 1 : 2;
#if defined(__x86_64__)
  if (lean_supports_avx512()) return ways8[way](data, bytes, ahead);
  if (lean_supports_avx2()) return ways4[way](data, bytes, ahead);
#endif
  return ways2[way](data, bytes, ahead);
}
