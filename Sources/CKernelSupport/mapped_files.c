#include "mapped_files.h"

#include <stdatomic.h>
#include <string.h>

// One input is mapped at a time, two for the moment in which one takes another's place.
enum { places = 16, failure_bytes = 1000 };

// A place is free (0), being filled (1), or its range's first address, which is stored last.
enum { is_free = 0, is_filled_now = 1 };

static struct {
  atomic_uintptr_t start;
  uintptr_t end;
  char failure[failure_bytes];
} files[places];

int32_t lean_mapped_file_add(const void *start, size_t bytes, const char *failure) {
  for (int32_t place = 0; place < places; place++) {
    uintptr_t expected = is_free;
    if (!atomic_compare_exchange_strong(&files[place].start, &expected, is_filled_now)) continue;
    files[place].end = (uintptr_t)start + bytes;
    strncpy(files[place].failure, failure, failure_bytes - 1);
    atomic_store(&files[place].start, (uintptr_t)start);
    return place;
  }
  return -1;
}

void lean_mapped_file_remove(int32_t place) {
  if (place >= 0) atomic_store(&files[place].start, is_free);
}

const char *lean_mapped_file_failure(const void *address) {
  for (int32_t place = 0; place < places; place++) {
    uintptr_t start = atomic_load(&files[place].start);
    if (start <= is_filled_now) continue;
    if ((uintptr_t)address >= start && (uintptr_t)address < files[place].end) return files[place].failure;
  }
  return NULL;
}
