// SwiftPM passes no feature macros, so they stand here; without them <curses.h> hides the wide functions.
#define _GNU_SOURCE 1
#define NCURSES_WIDECHAR 1
#include "terminal.h"

#include <curses.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <term.h>
#include <unistd.h>
#include <wchar.h>

struct curses {
  SCREEN *screen;
  FILE *output;
  FILE *input;
  curses *next_closed;
};

// delscreen() of ncurses 6.4, as Debian builds it, frees the windows of all screens: a closed one is kept until none is
// open.
static curses *closed;
static int open_screens;

static void free_screen(curses *screen) {
  if (screen->screen != NULL) delscreen(screen->screen);
  if (screen->output != NULL) fclose(screen->output);
  if (screen->input != NULL) fclose(screen->input);
  free(screen);
}

bool terminal_look_up(const char *term, terminal_facts *facts) {
  TERMINAL *before = cur_term;
  int verdict = 0;
  // The third argument keeps setupterm from printing and exiting.
  bool found = setupterm(term, STDOUT_FILENO, &verdict) == OK && verdict == 1;
  if (found) {
    facts->colors = max_colors > 0 ? max_colors : 0;
    facts->erases_with_ground = back_color_erase;
    // A terminal that cannot place its cursor cannot show a screen ("dumb").
    found = cursor_address != NULL;
  }
  if (cur_term != before) {
    TERMINAL *looked_up = set_curterm(before);
    if (looked_up != NULL) del_curterm(looked_up);
  }
  return found;
}

// Sets a variable of the environment, or removes it where the value is NULL. Returns a copy of what it was.
static char *exchange(const char *name, const char *value) {
  const char *found = getenv(name);
  char *before = found == NULL ? NULL : strdup(found);
  if (value == NULL) {
    unsetenv(name);
  } else {
    setenv(name, value, 1);
  }
  return before;
}

// newterm takes the size from LINES and COLUMNS, and an entry that is not installed from TERMINFO. Signal handlers that
// it sets, two of which end in _exit(1), are taken away again.
static SCREEN *new_terminal(const curses_terminal *terminal, FILE *output, FILE *input) {
  char height[16], width[16];
  snprintf(height, sizeof height, "%d", terminal->height);
  snprintf(width, sizeof width, "%d", terminal->width);
  const char *names[] = {"LINES", "COLUMNS", "TERMINFO"};
  const char *values[] = {height, width, terminal->terminfo};
  char *before[3];
  // Without a TERMINFO of its own the entry is looked up as the user's environment says.
  int variables = terminal->terminfo == NULL ? 2 : 3;
  for (int i = 0; i < variables; i++) before[i] = exchange(names[i], values[i]);
  static const int signals[] = {SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
  struct sigaction handlers[4];
  for (int i = 0; i < 4; i++) sigaction(signals[i], NULL, &handlers[i]);

  use_env(TRUE);
  use_tioctl(FALSE);
  SCREEN *screen = newterm(terminal->entry, output, input);

  for (int i = 0; i < 4; i++) sigaction(signals[i], &handlers[i], NULL);
  for (int i = 0; i < variables; i++) {
    free(exchange(names[i], before[i]));
    free(before[i]);
  }
  return screen;
}

curses *curses_open(const curses_terminal *terminal, int fd) {
  curses *opened = calloc(1, sizeof *opened);
  if (opened == NULL) return NULL;
  int output = fcntl(fd, F_DUPFD_CLOEXEC, 3);
  opened->output = output < 0 ? NULL : fdopen(output, "w");
  opened->input = fopen("/dev/null", "re");
  if (opened->output != NULL && opened->input != NULL) {
    opened->screen = new_terminal(terminal, opened->output, opened->input);
  }
  if (opened->screen == NULL) {
    free_screen(opened);
    return NULL;
  }
  open_screens++;
  set_term(opened->screen);
  typeahead(-1);  // a frame is written whole, whatever was typed meanwhile
  leaveok(stdscr, TRUE);
  idcok(stdscr, FALSE);
  if (has_colors()) {
    start_color();
    use_default_colors();
  }
  curs_set(0);  // it also writes what newterm has prepared
  return opened;
}

void curses_close(curses *screen) {
  set_term(screen->screen);
  endwin();
  screen->next_closed = closed;
  closed = screen;
  if (--open_screens > 0) return;
  while (closed != NULL) {
    curses *next = closed->next_closed;
    free_screen(closed);
    closed = next;
  }
}

bool curses_pair(curses *screen, int pair, int ink, int ground) {
  set_term(screen->screen);
  return pair < COLOR_PAIRS && init_extended_pair(pair, ink, ground) == OK;
}

void curses_put(curses *screen, int row, int column, const terminal_cell *cells, int count) {
  set_term(screen->screen);
  enum { CHUNK = 256 };
  cchar_t line[CHUNK];
  int used = 0, start = column;
  for (int i = 0; i <= count; i++) {
    bool covered = i < count && cells[i].scalar == 0;
    if (used > 0 && (i == count || (used == CHUNK && !covered))) {
      mvwadd_wchnstr(stdscr, row, start, line, used);
      used = 0;
      start = column + i;
    }
    if (i == count || covered) continue;
    const wchar_t text[2] = {(wchar_t)cells[i].scalar, 0};
    attr_t attributes = (cells[i].attributes & CELL_BOLD ? WA_BOLD : 0) | (cells[i].attributes & CELL_DIM ? WA_DIM : 0) |
                        (cells[i].attributes & CELL_REVERSE ? WA_REVERSE : 0) |
                        (cells[i].attributes & CELL_UNDERLINE ? WA_UNDERLINE : 0);
    int pair = cells[i].pair;
    setcchar(&line[used++], text, attributes, 0, &pair);
  }
}

void curses_flush(curses *screen) {
  set_term(screen->screen);
  wnoutrefresh(stdscr);
  doupdate();
}

void curses_repaint(curses *screen) {
  set_term(screen->screen);
  clearok(curscr, TRUE);
}

int terminal_width(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

int terminal_memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC); }

int terminal_event_file(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

int terminal_signal_file(const sigset_t *signals) { return signalfd(-1, signals, SFD_CLOEXEC | SFD_NONBLOCK); }

int terminal_next_signal(int fd) {
  struct signalfd_siginfo information;
  return read(fd, &information, sizeof information) == sizeof information ? (int)information.ssi_signo : 0;
}
