/*
 * feed: writes key strokes to a keyboard's pipe at the pace of a quick player.
 *
 *   feed PATH KEYCODE STRIKES SEED
 *
 * Ten neighbouring keys from KEYCODE on are pressed in turn, 50 to 70 ms apart at random and so at every place within
 * the audio period; each is released some 90 ms later. Between two strokes the program sleeps as it does when it is
 * played, and so the caches forget it: strokes at 10 ms would be answered sooner than any real one. Events carry the time of CLOCK_MONOTONIC just before they are
 * written, to the microsecond, as the kernel's do. The thread stands for the keyboard's interrupt, so it asks for a
 * real-time priority. Prints "realtime 0|1".
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/input.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define KEYS 10
#define HELD 1 /* strokes that are begun before a key is released */

static void fail(const char *what) {
  fprintf(stderr, "feed: %s\n", what);
  exit(1);
}

static void sleep_us(long duration) {
  struct timespec t = {0, duration * 1000};
  while (clock_nanosleep(CLOCK_MONOTONIC, 0, &t, &t) == EINTR) {
  }
}

static void send_key(int target, int code, int pressed) {
  struct input_event events[2] = {
      {.type = EV_KEY, .code = (unsigned short)code, .value = pressed},
      {.type = EV_SYN, .code = SYN_REPORT},
  };
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  events[0].input_event_sec = events[1].input_event_sec = t.tv_sec;
  events[0].input_event_usec = events[1].input_event_usec = t.tv_nsec / 1000;
  if (write(target, events, sizeof events) != sizeof events) fail("the event could not be written");
}

int main(int argc, char **argv) {
  struct sched_param priority = {.sched_priority = 80};
  int target, code, strikes, realtime, i;
  if (argc != 5) fail("usage: feed PATH KEYCODE STRIKES SEED");
  if ((target = open(argv[1], O_WRONLY)) < 0) fail("the pipe does not open");
  code = atoi(argv[2]), strikes = atoi(argv[3]);
  srand48(atol(argv[4]));
  mlockall(MCL_CURRENT | MCL_FUTURE); /* as good as it gets */
  realtime = sched_setscheduler(0, SCHED_FIFO, &priority) == 0;
  for (i = 0; i < strikes + HELD; i++) {
    long gap = 50000 + (long)(drand48() * 20000);
    if (i < strikes) send_key(target, code + i % KEYS, 1);
    sleep_us(gap / 2);
    if (i >= HELD) send_key(target, code + (i - HELD) % KEYS, 0);
    sleep_us(gap - gap / 2);
  }
  printf("realtime %d\n", realtime);
  return 0;
}
