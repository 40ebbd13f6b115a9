// ncursesw behind a few functions, and what must be C because Swift may not do it: the crash handler.
// No type of ncurses appears here, so its macros and globals stay out of Swift.
#pragma once
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

// What terminfo knows about a terminal that matters before it is opened.
typedef struct {
  int32_t colors;            // 0 where the terminal has none
  bool erases_with_ground;   // erasing paints the current ground colour ("bce")
} terminal_facts;

// Looks a TERM up. Returns false where terminfo has no such entry; prints nothing and never exits.
bool terminal_look_up(const char *term, terminal_facts *facts);

// One cell, resolved: what to draw, how, and in which of the colour pairs made by curses_pair.
typedef struct {
  uint32_t scalar;      // 0 is the right half of a wide character
  uint16_t attributes;  // CELL_BOLD | …
  uint16_t pair;        // 0: the terminal's own colours
} terminal_cell;

enum { CELL_BOLD = 1, CELL_DIM = 2, CELL_REVERSE = 4, CELL_UNDERLINE = 8 };

// An ncurses SCREEN that writes to a file descriptor. ncurses is one set of globals: callers hold one lock around all
// of these functions.
typedef struct curses curses;

typedef struct {
  const char *entry;         // terminfo's name for it
  const char *terminfo;      // a value of TERMINFO that holds this entry; NULL: one of the system's
  int height, width;         // in cells
} curses_terminal;

// Opens a screen that writes to `fd`, which is no terminal (a memory file). The locale's LC_CTYPE is UTF-8 by then.
// What takes the terminal (second screen, no cursor) is written at once. Returns NULL where ncurses refuses.
//
// A screen never changes its size: resize_term() of ncurses 6.4 resizes the windows of every other screen too.
curses *curses_open(const curses_terminal *terminal, int fd);
// Writes what gives the terminal back (cursor, colours, first screen); the screen is not to be used any more.
void curses_close(curses *screen);
// Makes pair number `pair` mean these colours (-1: the terminal's own). False where there are no more pairs.
bool curses_pair(curses *screen, int pair, int ink, int ground);
// Puts `count` cells into a row; whole wide characters only.
void curses_put(curses *screen, int row, int column, const terminal_cell *cells, int count);
// Writes what changed since the last call.
void curses_flush(curses *screen);
// Everything is written anew by the next flush.
void curses_repaint(curses *screen);

// How many cells a scalar takes in the current locale; -1 where it cannot be shown.
int terminal_width(uint32_t scalar);
// An anonymous file in memory, closed on exec; -1 with errno.
int terminal_memory_file(const char *name);
// A counter that becomes readable when eight bytes are written to it; it never blocks. -1 with errno.
int terminal_event_file(void);
// A descriptor that signals, blocked before, are read from; it never blocks. -1 with errno.
int terminal_signal_file(const sigset_t *signals);
// The next signal that came, 0 if none did.
int terminal_next_signal(int fd);

// The crash net: see crash_net.c.

// Takes over the signals of crashes, for the whole process. Until armed they only end it.
void crash_net_install(void);
// A bus error at an address for which `reason` has a line ends the program with that line on stderr, after its name, and
// with `status`, the terminal given back first: no crash. `reason` may be called by a signal handler; NULL is no line.
// `program` is kept. Called before there are threads.
void crash_net_explain(const char *(*reason)(const void *address), const char *program, int status);
// From now on a crash, or exit(), first gives the terminal back: `output` is written to, `input` gets the terminal modes
// it has at this moment, and `real_error`, unless negative, becomes stderr again, followed by what is in `error_log`.
// Returns false where `input` is no terminal.
bool crash_net_arm(int input, int output, int real_error, int error_log);
// Gives the terminal modes and stderr back now, without a byte on the terminal, and forgets the descriptors.
void crash_net_disarm(void);

// The program's name and arguments, as they were given: strings of any bytes, and NULL after the last. Needs no /proc.
char *const *program_arguments(void);
