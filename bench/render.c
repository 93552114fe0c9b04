/*
 * render: the cost of rendering with libfluidsynth from C, the counterpart of renderRun.ts, step for step.
 *
 *   render SOUNDFONT RATE PERIOD PROGRAM VOICES SECONDS
 *
 * Prints "voices N" and "cpu S", the processor seconds that a second of sound took. The prototypes are declared here,
 * so that the library's development package is not needed.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef struct fluid_settings fluid_settings_t;
typedef struct fluid_synth fluid_synth_t;
fluid_settings_t *new_fluid_settings(void);
int fluid_settings_setnum(fluid_settings_t *, const char *, double);
int fluid_settings_setint(fluid_settings_t *, const char *, int);
fluid_synth_t *new_fluid_synth(fluid_settings_t *);
int fluid_synth_sfload(fluid_synth_t *, const char *, int);
int fluid_synth_program_change(fluid_synth_t *, int, int);
int fluid_synth_noteon(fluid_synth_t *, int, int, int);
int fluid_synth_get_active_voice_count(fluid_synth_t *);
int fluid_synth_write_s16(fluid_synth_t *, int, void *, int, int, void *, int, int);

static int16_t frames[2 * 8192];

static void render(fluid_synth_t *synth, int rate, int period, int seconds) {
  int count = rate * seconds / period;
  while (count-- > 0) fluid_synth_write_s16(synth, period, frames, 0, 2, frames, 1, 2);
}

static double cpu_seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
  int rate, period, program, voices, seconds, note;
  double before;
  fluid_settings_t *settings;
  fluid_synth_t *synth;
  if (argc != 7) return fprintf(stderr, "usage: render SOUNDFONT RATE PERIOD PROGRAM VOICES SECONDS\n"), 2;
  rate = atoi(argv[2]), period = atoi(argv[3]), program = atoi(argv[4]);
  voices = atoi(argv[5]), seconds = atoi(argv[6]);
  if (period < 1 || period > 8192) return fprintf(stderr, "render: PERIOD is 1 to 8192\n"), 2;
  settings = new_fluid_settings();
  fluid_settings_setnum(settings, "synth.sample-rate", rate);
  fluid_settings_setint(settings, "synth.polyphony", 256);
  synth = new_fluid_synth(settings);
  if (fluid_synth_sfload(synth, argv[1], 1) < 0) return fprintf(stderr, "render: no SoundFont\n"), 1;
  for (note = 0; note < 9 * 48 && fluid_synth_get_active_voice_count(synth) < voices; note++) {
    if (note % 48 == 0) fluid_synth_program_change(synth, note / 48, program);
    fluid_synth_noteon(synth, note / 48, 36 + note % 48, 100);
  }
  render(synth, rate, period, 1);
  before = cpu_seconds();
  render(synth, rate, period, seconds);
  printf("cpu %.9f\nvoices %d\n", (cpu_seconds() - before) / seconds, fluid_synth_get_active_voice_count(synth));
  return 0; /* the process takes everything with it */
}
