// What threads need and Swift cannot say: sleeping on a word, and a plain read of memory to compare with. (Files in use as
// memory: mapped_files.h.)
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Sleeps while the word equals `expected`, at most `nanoseconds` (negative: without limit). May return early.
void lean_futex_wait(const void *word, uint32_t expected, int64_t nanoseconds);

/// Wakes up to `count` threads that sleep on the word.
void lean_futex_wake(const void *word, int32_t count);

/// Reads `bytes` at `data`, any number at any address, and nothing beyond them; returns the sum of their 64-bit words, so
/// that nothing is left out. Four streams, in the widest vectors that both this machine and the compiler have; each line
/// asked for `ahead` bytes ahead of its use, into LEAN_INTO_L1 or LEAN_INTO_L2, or (0) left to the hardware's own
/// prefetching.
uint64_t lean_read_all(const void *data, size_t bytes, size_t ahead, int32_t into);
