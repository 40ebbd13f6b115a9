// The last thing between a crash and a broken terminal. C, because a signal handler may not touch what Swift does
// unseen (lazy globals, exclusivity checks, reference counts). Only async-signal-safe calls, on prepared memory.
#define _GNU_SOURCE 1
#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

// Ends synchronized output, mouse reports, bracketed paste, attributes, other alphabets, key and wrap modes and the second
// screen, and shows the cursor. It begins with an ESC, which cuts off any sequence that a half-written frame left open.
static const char reset[] =
    "\033[?2026l\033[?1003l\033[?1002l\033[?1000l\033[?1006l\033[?2004l\033[0m\033(B\017\033[?1l\033>"
    "\033[?7h\033[?25h\033[?1049l\033[?25h\033[0m";

static struct {
  int input;
  int writer;    // the descriptor that frames are written to
  int output;    // the same terminal, for the net alone
  int nowhere;   // /dev/null
  int real_error, error_log;
  struct termios modes;
} net = {.output = -1, .nowhere = -1};

// 1 while a terminal is to be given back. Whoever takes the 1 away does it, so that it happens once.
static atomic_int armed;

static void give_back_modes(void) {
  // A process in the background would be stopped for this, and never end.
  sigset_t stop, before;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTTOU);
  pthread_sigmask(SIG_BLOCK, &stop, &before);
  tcsetattr(net.input, TCSANOW, &net.modes);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

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
  // Other threads go on while this one dies; from here on they write frames into nothing.
  dup2(net.nowhere, net.writer);
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

// What may fail through nobody's fault, and how the program ends then.
static struct {
  const char *(*reason)(const void *address);
  const char *program;
  int status;
} explained;

// Says in a line why memory is gone, after the terminal has been given back, and ends the program in order.
static void end_explained(const char *reason) {
  // Other threads read the same memory and fault at the same time: one of them speaks, the rest wait for the end.
  static atomic_int speaker;
  const int self = (int)syscall(SYS_gettid);
  int nobody = 0;
  if (!atomic_compare_exchange_strong(&speaker, &nobody, self)) {
    if (nobody == self) _exit(explained.status);
    for (;;) pause();
  }
  give_everything_back();
  static char line[1200];
  size_t length = 0;
  // Progress may stand in a terminal's last line.
  struct termios modes;
  const char *const clear = tcgetattr(STDERR_FILENO, &modes) == 0 ? "\r\033[K" : "";
  const char *const parts[] = {clear, explained.program, ": ", reason, "\n"};
  for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
    for (const char *next = parts[i]; *next != 0 && length < sizeof line; next++) line[length++] = *next;
  }
  for (size_t done = 0; done < length;) {
    ssize_t written = write(STDERR_FILENO, line + done, length - done);
    if (written < 0 && errno != EINTR) break;
    if (written > 0) done += (size_t)written;
  }
  _exit(explained.status);
}

static void on_bus_error(int signal, siginfo_t *info, void *context) {
  (void)context;
  // One that was sent by kill(2) has no address.
  const char *reason = info->si_code > 0 && explained.reason != NULL ? explained.reason(info->si_addr) : NULL;
  if (reason != NULL) end_explained(reason);
  on_crash(signal);
}

static void take_signals(void) {
  // A stack of its own for the first thread, so that running out of stack is caught too.
  static char stack_memory[64 * 1024];
  stack_t stack = {.ss_sp = stack_memory, .ss_size = sizeof stack_memory};
  sigaltstack(&stack, NULL);
  struct sigaction action = {.sa_handler = on_crash, .sa_flags = SA_ONSTACK | SA_NODEFER | SA_RESETHAND};
  sigemptyset(&action.sa_mask);
  static const int signals[] = {SIGSEGV, SIGABRT, SIGILL, SIGTRAP, SIGFPE};
  for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) sigaction(signals[i], &action, NULL);
  // Not reset when it comes: several threads may get it at once.
  struct sigaction bus = {.sa_sigaction = on_bus_error, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
  sigemptyset(&bus.sa_mask);
  sigaction(SIGBUS, &bus, NULL);
}

static void on_ending(int signal) {
  give_everything_back();
  _exit(128 + signal);
}

// The signals that end a program in order, until it has its own handlers. Ignored ones (nohup) stay ignored.
static void take_ending_signals(void) {
  struct sigaction action = {.sa_handler = on_ending}, before;
  static const int signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
  for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
    if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN) sigaction(signals[i], &action, NULL);
  }
}

// A program that defines this function has the net from its first moment, before the initialisers of its libraries run:
// Swift's would otherwise take the signals, SIGQUIT too, for the milliseconds until main. (Tests do not, and keep Swift's
// backtraces.)
extern void crash_net_from_the_start(void) __attribute__((weak));

static void at_first_moment(void) {
  if (crash_net_from_the_start == NULL) return;
  take_signals();
  take_ending_signals();
}
__attribute__((section(".preinit_array"), used)) static void (*const first_moment)(void) = at_first_moment;

void crash_net_explain(const char *(*reason)(const void *address), const char *program, int status) {
  explained.program = program;
  explained.status = status;
  explained.reason = reason;
}

void crash_net_install(void) {
  static atomic_int installed;
  if (atomic_exchange(&installed, 1) == 1) return;
  take_signals();
  atexit(give_everything_back);
}

static void forget(int *descriptor) {
  if (*descriptor >= 0) close(*descriptor);
  *descriptor = -1;
}

bool crash_net_arm(int input, int output, int real_error, int error_log) {
  if (tcgetattr(input, &net.modes) != 0) return false;
  net.input = input;
  net.writer = output;
  net.output = fcntl(output, F_DUPFD_CLOEXEC, 3);
  net.nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  net.real_error = real_error;
  net.error_log = error_log;
  atomic_store(&armed, 1);
  return true;
}

void crash_net_disarm(void) {
  if (atomic_exchange(&armed, 0) == 0) return;
  give_back_modes();
  give_back_stderr();
  forget(&net.output);
  forget(&net.nowhere);
}
