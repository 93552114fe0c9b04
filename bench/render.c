/*
 * render: the cost of rendering with libfluidsynth from C, as fast as it goes and with its own reverberation
 * and chorus.
 *
 *   render SOUNDFONT RATE PERIOD PROGRAM GAIN VOICES SECONDS
 *
 * Prints "voices N" and "cpu S", the processor seconds that a second of sound took. The prototypes are declared here,
 * so that the library's development package is not needed.
 */
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
int fluid_synth_write_float(fluid_synth_t *, int, void *, int, int, void *, int, int);

static float left[8192], right[8192];

static void render(fluid_synth_t *synth, int rate, int period, int seconds) {
  int count = rate * seconds / period;
  while (count-- > 0) fluid_synth_write_float(synth, period, left, 0, 1, right, 0, 1);
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
  if (argc != 8) return fprintf(stderr, "usage: render SOUNDFONT RATE PERIOD PROGRAM GAIN VOICES SECONDS\n"), 2;
  rate = atoi(argv[2]), period = atoi(argv[3]), program = atoi(argv[4]);
  voices = atoi(argv[6]), seconds = atoi(argv[7]);
  if (period < 1 || period > 8192) return fprintf(stderr, "render: PERIOD is 1 to 8192\n"), 2;
  settings = new_fluid_settings();
  fluid_settings_setnum(settings, "synth.sample-rate", rate);
  fluid_settings_setnum(settings, "synth.gain", atof(argv[5]));
  fluid_settings_setint(settings, "synth.polyphony", 256);
  synth = new_fluid_synth(settings);
  if (fluid_synth_sfload(synth, argv[1], 1) < 0) return fprintf(stderr, "render: no SoundFont\n"), 1;
  for (note = 0; note < 9 * 64 && fluid_synth_get_active_voice_count(synth) < voices; note++) {
    if (note % 64 == 0) fluid_synth_program_change(synth, note / 64, program);
    fluid_synth_noteon(synth, note / 64, 24 + note % 64, 100);
  }
  render(synth, rate, period, 1);
  before = cpu_seconds();
  render(synth, rate, period, seconds);
  printf("cpu %.9f\nvoices %d\n", (cpu_seconds() - before) / seconds, fluid_synth_get_active_voice_count(synth));
  return 0; /* the process takes everything with it */
}
