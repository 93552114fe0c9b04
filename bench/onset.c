/*
 * onset: strikes a synthesizer and measures how long its sound takes to leave it.
 *
 *   onset (evdev PATH KEYCODE | shell PATH NOTE | midi PATH NOTE | ideal - 0) VELOCITY STRIKES SEED
 *
 * Strikes are struct input_event records, commands of fluidsynth's shell or MIDI messages. One process owns both ends
 * and one clock, CLOCK_MONOTONIC_RAW: it takes the time just before it writes a strike, and it is the JACK client that
 * the synthesizer's output is connected to. It prints one latency per line in microseconds, then "missed N", "realtime
 * 0|1" (whether the striking thread got its priority) and "peak LEVEL", the median of the strikes' highest levels, by
 * which one sees whether two programs play the same.
 *
 * What a latency is. Its end is the instant at which this client, which stands where the sound card does, is handed
 * the period with the first frame above the threshold, plus that frame's place in the period. What a sound card adds
 * after that is the same for every program, so it is left out. A synthesizer that costs nothing therefore reads
 * between 0 and one period, half a period in the middle; mode "ideal" plays one, to show what the measurement adds.
 *
 * The clock is read for it and JACK's own time line is not used: that is a filtered one, and in a virtual machine with
 * busy cores it was found tens of milliseconds beside the periods that it describes.
 *
 * The striking thread stands for the keyboard's interrupt, so it asks for a real-time priority above everything that
 * it measures, whoever is measured. Strikes fall at every place within the audio period alike: the period is cut into
 * as many parts as there are strikes, and each part gets one, at random within it and in random order.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <jack/jack.h>
#include <linux/input.h>
#include <math.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define MS 1000000LL /* one millisecond in ns, the unit of every time below */

/* -100 dB of full scale: FluidSynth sends floats without dither to JACK, so a voice's first frames are above it and
 * the attack of the instrument's sample adds next to nothing. */
static const float threshold = 1e-5f;
/* Below this a note has ended; lower than the threshold, so that a dying note is not taken for an onset. */
static const float silence = 5e-6f;

static const int64_t give_up = 1000 * MS;       /* after which a strike counts as missed */
static const int64_t held = 30 * MS;            /* from the onset to the release */
static const unsigned quiet = 2048;             /* frames of silence that end a note */
static const int64_t longest_tail = 10000 * MS; /* a note that sounds longer after its release is given up */
static const int64_t settling = 5 * MS;         /* from the silence to the next strike, at least */
static const int warm_up = 5; /* strikes that are not reported: they touch pages and code for the first time */

typedef enum { EVDEV, SHELL, MIDI, IDEAL } Mode;
static const char *const mode_names[] = {"evdev", "shell", "midi", "ideal"};

typedef struct {
  Mode mode;
  int target; /* the descriptor that strikes are written to */
  int number; /* the key's code or the note's number */
  int velocity;
} Subject;

static jack_client_t *listener;
static jack_port_t *inputs[2], *ideal_output;
static double frame_length; /* ns */
static _Atomic int armed, detected, ideal_key;
static _Atomic unsigned silent_frames;
static _Atomic int64_t onset_at, last_period, period_length; /* ns */
static _Atomic float peak; /* since the strike */

static int64_t read_clock(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec * 1000 * MS + t.tv_nsec;
}

static int64_t now(void) { return read_clock(CLOCK_MONOTONIC_RAW); }

static void sleep_for(int64_t duration) {
  struct timespec t = {duration / (1000 * MS), duration % (1000 * MS)};
  if (duration <= 0) return;
  while (clock_nanosleep(CLOCK_MONOTONIC, 0, &t, &t) == EINTR) {
  }
}

static void fail(const char *what) {
  fprintf(stderr, "onset: %s\n", what);
  exit(1);
}

static int listen_to_period(jack_nframes_t count, void *unused) {
  int64_t handed = now();
  const float *left = jack_port_get_buffer(inputs[0], count);
  const float *right = jack_port_get_buffer(inputs[1], count);
  jack_nframes_t first = count, frame;
  float highest = atomic_load(&peak);
  bool loud = false;
  (void)unused;
  for (frame = 0; frame < count; frame++) {
    float level = fmaxf(fabsf(left[frame]), fabsf(right[frame]));
    if (level > silence) loud = true;
    if (level > highest) highest = level;
    if (level > threshold && first == count) first = frame;
  }
  atomic_store(&peak, highest);
  atomic_store(&last_period, handed);
  atomic_store(&period_length, (int64_t)(count * frame_length));
  atomic_store(&silent_frames, loud ? 0 : atomic_load(&silent_frames) + count);
  if (first == count || !atomic_load(&armed)) return 0;
  atomic_store(&onset_at, handed + (int64_t)(first * frame_length));
  atomic_store(&armed, 0);
  atomic_store(&detected, 1);
  return 0;
}

/* The synthesizer that costs nothing: full level from the first frame of the period after the strike. */
static int play_ideal(jack_nframes_t count, void *unused) {
  float *output = jack_port_get_buffer(ideal_output, count);
  float level = atomic_load(&ideal_key) ? 0.5f : 0;
  jack_nframes_t frame;
  (void)unused;
  for (frame = 0; frame < count; frame++) output[frame] = level;
  return 0;
}

/* Presses (1) or releases (0) the key and returns the time just before. */
static int64_t strike(const Subject *subject, int pressed) {
  char line[32];
  unsigned char message[3] = {(unsigned char)(pressed ? 0x90 : 0x80), (unsigned char)subject->number,
                              (unsigned char)(pressed ? subject->velocity : 0)};
  struct input_event events[2] = {
      {.type = EV_KEY, .code = (unsigned short)subject->number, .value = pressed},
      {.type = EV_SYN, .code = SYN_REPORT},
  };
  const void *content = events;
  size_t length = sizeof events;
  int64_t stamp, at;
  if (subject->mode == SHELL) {
    content = line;
    length = (size_t)(pressed ? snprintf(line, sizeof line, "noteon 0 %d %d\n", subject->number, subject->velocity)
                              : snprintf(line, sizeof line, "noteoff 0 %d\n", subject->number));
  }
  if (subject->mode == MIDI) content = message, length = sizeof message;
  stamp = read_clock(CLOCK_MONOTONIC);
  events[0].input_event_sec = events[1].input_event_sec = stamp / (1000 * MS);
  events[0].input_event_usec = events[1].input_event_usec = stamp % (1000 * MS) / 1000;
  at = now();
  if (subject->mode == IDEAL) atomic_store(&ideal_key, pressed);
  else if (write(subject->target, content, length) != (ssize_t)length) fail("the strike could not be written");
  return at;
}

/* Connects the first two audio outputs that belong to neither the sound card nor this program. */
static void connect_outputs(void) {
  int64_t until = now() + 10000 * MS;
  while (now() < until) {
    const char **ports = jack_get_ports(listener, NULL, JACK_DEFAULT_AUDIO_TYPE, JackPortIsOutput);
    int found = 0, i;
    for (i = 0; ports && ports[i] && found < 2; i++) {
      if (!strncmp(ports[i], "system:", 7) || !strncmp(ports[i], "onset:", 6)) continue;
      if (jack_connect(listener, ports[i], jack_port_name(inputs[found])) == 0) found++;
    }
    jack_free(ports);
    if (found == 2 || (found == 1 && ideal_output)) return;
    sleep_for(20 * MS);
  }
  fail("no synthesizer appeared in JACK");
}

static void open_clients(Mode mode) {
  jack_client_t *ideal;
  listener = jack_client_open("onset", JackNoStartServer, NULL);
  if (!listener) fail("no JACK server");
  inputs[0] = jack_port_register(listener, "left", JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput, 0);
  inputs[1] = jack_port_register(listener, "right", JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput, 0);
  if (!inputs[0] || !inputs[1]) fail("no JACK ports");
  frame_length = 1000.0 * MS / jack_get_sample_rate(listener);
  jack_set_process_callback(listener, listen_to_period, NULL);
  if (jack_activate(listener) != 0) fail("JACK does not activate the client");
  if (mode == IDEAL) {
    ideal = jack_client_open("ideal", JackNoStartServer, NULL);
    if (!ideal) fail("no second JACK client");
    ideal_output = jack_port_register(ideal, "left", JACK_DEFAULT_AUDIO_TYPE, JackPortIsOutput, 0);
    jack_set_process_callback(ideal, play_ideal, NULL);
    if (jack_activate(ideal) != 0) fail("JACK does not activate the second client");
  }
  connect_outputs();
}

/* In frames that were heard and not in time, in which a stalled server would pass for silence. */
static void wait_for_silence(void) {
  int64_t until = now() + longest_tail;
  while (now() < until && atomic_load(&silent_frames) < quiet) sleep_for(2 * MS);
}

/* Sleeps until a place (0 to 1) in a period to come. */
static void wait_for_place(double place) {
  int64_t length = atomic_load(&period_length), earliest_start = now() + settling;
  int64_t start = atomic_load(&last_period);
  if (length > 0 && start < earliest_start) start += (earliest_start - start + length - 1) / length * length;
  sleep_for(start + (int64_t)(place * length) - now());
}

/* The parts of the period in the order in which they are struck: 0 to count - 1, shuffled. */
static void shuffle(int *parts, int count) {
  int i;
  for (i = 0; i < count; i++) {
    int other = (int)(drand48() * (i + 1));
    parts[i] = parts[other];
    parts[other] = i;
  }
}

static int compare_levels(const void *a, const void *b) {
  float first = *(const float *)a, second = *(const float *)b;
  return (first > second) - (first < second);
}

/* Strikes once. The latency in µs, or NAN when no sound came, or one that began before the strike. */
static double measure(const Subject *subject, double place) {
  int64_t struck, until;
  double latency;
  wait_for_silence();
  atomic_store(&detected, 0);
  atomic_store(&peak, 0);
  atomic_store(&armed, 1);
  wait_for_place(place);
  struck = strike(subject, 1);
  until = struck + give_up;
  while (!atomic_load(&detected) && now() < until) sleep_for(2 * MS);
  atomic_store(&armed, 0);
  sleep_for(held);
  strike(subject, 0);
  atomic_store(&silent_frames, 0);
  latency = (atomic_load(&onset_at) - struck) / 1000.0;
  return atomic_load(&detected) && latency > 0 ? latency : NAN;
}

static Subject open_subject(char **arguments) {
  Subject subject = {EVDEV, -1, atoi(arguments[2]), atoi(arguments[3])};
  while (subject.mode < IDEAL && strcmp(arguments[0], mode_names[subject.mode])) subject.mode++;
  if (subject.mode != IDEAL && (subject.target = open(arguments[1], O_WRONLY)) < 0) fail("the target does not open");
  return subject;
}

int main(int argc, char **argv) {
  struct sched_param priority = {.sched_priority = 80};
  Subject subject;
  int strikes, missed = 0, i, realtime, *parts;
  double *latencies;
  float *levels;
  if (argc != 7) fail("usage: onset evdev|shell|midi|ideal PATH NUMBER VELOCITY STRIKES SEED");
  subject = open_subject(argv + 1);
  strikes = atoi(argv[5]);
  srand48(atol(argv[6]));
  latencies = calloc((size_t)strikes + 1, sizeof *latencies);
  levels = calloc((size_t)strikes + 1, sizeof *levels);
  parts = calloc((size_t)strikes + 1, sizeof *parts);
  if (!latencies || !levels || !parts) fail("out of memory");
  shuffle(parts, strikes);
  mlockall(MCL_CURRENT | MCL_FUTURE); /* as good as it gets: without the right to it the run is merely noisier */
  open_clients(subject.mode);
  realtime = sched_setscheduler(0, SCHED_FIFO, &priority) == 0;
  for (i = -warm_up; i < strikes; i++) {
    double latency = measure(&subject, i < 0 ? drand48() : (parts[i] + drand48()) / strikes);
    if (i >= 0) latencies[i] = latency, levels[i] = atomic_load(&peak);
  }
  /* Printed at the end, so that no terminal or pipe wakes another process between strikes. */
  for (i = 0; i < strikes; i++) {
    if (isnan(latencies[i])) missed++;
    else printf("%.1f\n", latencies[i]);
  }
  qsort(levels, (size_t)strikes, sizeof *levels, compare_levels);
  printf("missed %d\nrealtime %d\npeak %.6f\n", missed, realtime, levels[strikes / 2]);
  fflush(stdout);
  _exit(0); /* without JACK's leave-taking, which may hang when its server is gone */
}
