// Which file a mapped address belongs to, for a handler of signals: no locks, no memory but its own.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// Notes a range of memory that is a file's, and what is to be said where it turns out to be gone (cut to 1000 bytes).
/// Returns its place, or -1 where there are none left: then nothing will be said.
int32_t lean_mapped_file_add(const void *start, size_t bytes, const char *failure);

/// Forgets a range, before it is unmapped. A place of -1 is none.
void lean_mapped_file_remove(int32_t place);

/// What is to be said of the file that an address belongs to; NULL where it is none's. Async-signal-safe.
const char *lean_mapped_file_failure(const void *address);
