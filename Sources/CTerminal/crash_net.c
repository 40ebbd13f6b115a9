// The last thing between a crash and a broken terminal. C, because a signal handler may not touch what Swift does
// unseen (lazy globals, exclusivity checks, reference counts). Only async-signal-safe calls, on prepared memory.
#define _GNU_SOURCE 1
#include "terminal.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

// Ends synchronized output, mouse reports, bracketed paste, attributes, other alphabets, key and wrap modes and the second
// screen, and shows the cursor. It begins with an ESC, which cuts off any sequence that a half-written frame left open.
static const char reset[] =
    "\033[?2026l\033[?1003l\033[?1002l\033[?1000l\033[?1006l\033[?2004l\033[0m\033(B\017\033[?1l\033>"
    "\033[?7h\033[?25h\033[?1049l\033[?25h\033[0m";

static struct {
  int input, output, real_error, error_log;
  struct termios modes;
} net;

// 1 while a terminal is to be given back. Whoever takes the 1 away does it, so that it happens once.
static atomic_int armed;

static void give_back_modes(void) { tcsetattr(net.input, TCSANOW, &net.modes); }

static void give_back_stderr(void) {
  if (net.real_error < 0) return;
  dup2(net.real_error, STDERR_FILENO);
  if (lseek(net.error_log, 0, SEEK_SET) < 0) return;
  static char buffer[4096];
  ssize_t got;
  while ((got = read(net.error_log, buffer, sizeof buffer)) > 0) {
    for (ssize_t done = 0; done < got;) {
      ssize_t written = write(STDERR_FILENO, buffer + done, (size_t)(got - done));
      if (written < 0 && errno != EINTR) return;
      if (written > 0) done += written;
    }
  }
}

static void reset_terminal(void) {
  // A terminal that nobody reads must not keep a dying process alive: what it has not shown yet makes way.
  struct pollfd writable = {.fd = net.output, .events = POLLOUT};
  if (poll(&writable, 1, 50) == 0) tcflush(net.output, TCOFLUSH);
  for (size_t done = 0; done < sizeof reset - 1;) {
    ssize_t written = write(net.output, reset + done, sizeof reset - 1 - done);
    if (written > 0) {
      done += (size_t)written;
    } else if (errno == EAGAIN) {
      if (poll(&writable, 1, 50) <= 0) break;
    } else if (errno != EINTR) {
      break;
    }
  }
}

static void give_everything_back(void) {
  if (atomic_exchange(&armed, 0) == 0) return;
  reset_terminal();
  give_back_modes();
  give_back_stderr();
}

static void on_crash(int signal) {
  give_everything_back();
  // Raised anew, because a signal that came by kill(2) does not come again by itself; not into Swift's backtracer, which
  // would ask for a key on the terminal for half a minute.
  struct sigaction standard = {.sa_handler = SIG_DFL};
  sigaction(signal, &standard, NULL);
  raise(signal);
  _exit(128 + signal);  // process 1 of a container does not die of its own signals
}

static void on_exit_of_process(void) { give_everything_back(); }

void crash_net_install(void) {
  static atomic_int installed;
  if (atomic_exchange(&installed, 1) == 1) return;
  // A stack of its own for the thread that installs it, so that running out of stack is caught too.
  static char stack_memory[64 * 1024];
  stack_t stack = {.ss_sp = stack_memory, .ss_size = sizeof stack_memory};
  sigaltstack(&stack, NULL);
  struct sigaction action = {.sa_handler = on_crash, .sa_flags = SA_ONSTACK | SA_NODEFER | SA_RESETHAND};
  sigemptyset(&action.sa_mask);
  sigaddset(&action.sa_mask, SIGTTOU);  // in the background, setting the modes would stop the process instead
  static const int signals[] = {SIGSEGV, SIGABRT, SIGILL, SIGTRAP, SIGBUS, SIGFPE};
  for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) sigaction(signals[i], &action, NULL);
  atexit(on_exit_of_process);
}

bool crash_net_arm(int input, int output, int real_error, int error_log) {
  if (tcgetattr(input, &net.modes) != 0) return false;
  net.input = input;
  net.output = output;
  net.real_error = real_error;
  net.error_log = error_log;
  atomic_store(&armed, 1);
  return true;
}

void crash_net_disarm(void) {
  if (atomic_exchange(&armed, 0) == 0) return;
  give_back_modes();
  give_back_stderr();
}
