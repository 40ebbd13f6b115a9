// The program's arguments as they were given. Swift's CommandLine reads them from /proc/self/cmdline, which is not
// mounted everywhere; the C library hands them to every constructor.
#include "terminal.h"

static char **arguments;

__attribute__((constructor)) static void keep_arguments(int count, char **values) {
  (void)count;
  arguments = values;
}

char *const *program_arguments(void) { return arguments; }
