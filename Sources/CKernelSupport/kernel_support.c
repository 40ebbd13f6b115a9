#define _GNU_SOURCE
#include "kernel_support.h"

#if defined(__linux__)
#include <sched.h>

int32_t lean_usable_processors(int32_t *numbers, int32_t capacity) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 0;
  int32_t count = 0;
  for (int32_t number = 0; number < CPU_SETSIZE; number++) {
    if (!CPU_ISSET(number, &set)) continue;
    if (count < capacity) numbers[count] = number;
    count++;
  }
  return count;
}

bool lean_pin_to_processor(int32_t number) {
  if (number < 0 || number >= CPU_SETSIZE) return false;
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(number, &set);
  return sched_setaffinity(0, sizeof set, &set) == 0;
}

#else

int32_t lean_usable_processors(int32_t *numbers, int32_t capacity) {
  (void)numbers, (void)capacity;
  return 0;
}

bool lean_pin_to_processor(int32_t number) {
  (void)number;
  return false;
}

#endif

#if defined(__x86_64__)
#include <cpuid.h>

bool lean_ticks_are_steady(void) {
  unsigned a, b, c, d;
  // Leaf 0x80000007, EDX bit 8: the counter's rate is invariant.
  return __get_cpuid(0x80000007u, &a, &b, &c, &d) != 0 && (d & (1u << 8)) != 0;
}

// __builtin_cpu_supports looks at XCR0 as well: it says no where the operating system does not save the registers.
bool lean_supports_avx2(void) {
  __builtin_cpu_init();
  return __builtin_cpu_supports("x86-64-v3");
}

bool lean_supports_avx512(void) {
  __builtin_cpu_init();
  return __builtin_cpu_supports("x86-64-v4");
}

#else

bool lean_ticks_are_steady(void) { return true; }
bool lean_supports_avx2(void) { return false; }
bool lean_supports_avx512(void) { return false; }

#endif
