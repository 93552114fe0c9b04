/*
 * gaps: listens to a tone that should sound without a break.
 *
 *   gaps CLIENT SECONDS
 *
 * Connects itself to the first output of the JACK client, says "listening", and after so many seconds prints "frames N",
 * "silent N" (the longest run of frames below -80 dB of full scale: a tone crosses zero, a gap stays there), "jump X"
 * (the largest second difference of three neighbouring frames: a click is a multiple of what the tone itself has) and
 * "peak X", the highest level, by which one sees that there was a tone.
 */
#include <jack/jack.h>
#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const float audible = 1e-4f;

static jack_port_t *input;
static _Atomic int listening;
static unsigned long frames, run, silent;
static float before[2], jump, peak;

static int listen_to_period(jack_nframes_t count, void *unused) {
  const float *samples = jack_port_get_buffer(input, count);
  (void)unused;
  if (!atomic_load(&listening)) return 0;
  for (jack_nframes_t frame = 0; frame < count; frame++, frames++) {
    float sample = samples[frame];
    if (frames >= 2) jump = fmaxf(jump, fabsf(sample - 2 * before[1] + before[0]));
    before[0] = before[1];
    before[1] = sample;
    peak = fmaxf(peak, fabsf(sample));
    run = fabsf(sample) < audible ? run + 1 : 0;
    if (run > silent) silent = run;
  }
  return 0;
}

static int fail(const char *what) {
  fprintf(stderr, "gaps: %s\n", what);
  return 1;
}

int main(int count, char **arguments) {
  jack_client_t *client;
  const char **outputs;
  char pattern[128];
  if (count != 3) return 2;
  client = jack_client_open("gaps", JackNoStartServer, NULL);
  if (client == NULL) return fail("no JACK server");
  input = jack_port_register(client, "in", JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput, 0);
  jack_set_process_callback(client, listen_to_period, NULL);
  if (jack_activate(client) != 0) return fail("cannot take part");
  snprintf(pattern, sizeof pattern, "^%s:", arguments[1]);
  outputs = jack_get_ports(client, pattern, NULL, JackPortIsOutput);
  if (outputs == NULL || jack_connect(client, outputs[0], "gaps:in") != 0) return fail("nothing to connect to");
  sleep(1); /* connected in the graph by then */
  atomic_store(&listening, 1);
  puts("listening");
  fflush(stdout);
  sleep((unsigned)atoi(arguments[2]));
  atomic_store(&listening, 0);
  jack_client_close(client);
  printf("frames %lu\nsilent %lu\njump %g\npeak %g\n", frames, silent, jump, peak);
  return 0;
}
