import t from 'tap';
import { SynthError } from '../../src/errors/errors.js';
import {
  type AudioSurroundings,
  driverRemedy,
  noDriverError,
  planDrivers,
} from '../../src/synthesizer/audioDrivers.js';

const everything = ['alsa', 'file', 'jack', 'pipewire', 'pulseaudio'];
const debian12 = ['alsa', 'file', 'jack', 'pulseaudio'];

/** A machine on which these paths exist. */
function machine(paths: readonly string[], environment: AudioSurroundings['environment'] = {}) {
  return { environment, userId: 1000, exists: (path: string) => paths.includes(path) };
}
const pipewireSocket = '/run/user/1000/pipewire-0';
const pulseSocket = '/run/user/1000/pulse/native';
const jackMemory = '/dev/shm/jack_default_1000_0';

t.test('auto tries what is likely to open, and portaudio last', (t) => {
  const rows: [string, readonly string[], AudioSurroundings, readonly string[]][] = [
    [
      'a desktop',
      everything,
      machine([pipewireSocket, pulseSocket, '/dev/snd']),
      ['pipewire', 'pulseaudio', 'portaudio'],
    ],
    [
      'the same with a library that has no pipewire',
      debian12,
      machine([pipewireSocket, pulseSocket]),
      ['pulseaudio', 'portaudio'],
    ],
    [
      'JACK beside a sound card',
      everything,
      machine([jackMemory, '/dev/snd']),
      ['jack', 'alsa', 'portaudio'],
    ],
    ['PulseAudio', everything, machine([pulseSocket, '/dev/snd']), ['pulseaudio', 'portaudio']],
    ['a sound card and no server', everything, machine(['/dev/snd']), ['alsa', 'portaudio']],
    ['nothing', everything, machine([]), ['portaudio']],
    [
      'JACK of another name',
      everything,
      machine(['/dev/shm/jack_mine_1000_0'], { JACK_DEFAULT_SERVER: 'mine' }),
      ['jack', 'portaudio'],
    ],
    [
      'JACK served by PipeWire',
      everything,
      machine([pipewireSocket], {
        LD_LIBRARY_PATH: '/usr/lib/pipewire-0.3/jack',
      }),
      ['pipewire', 'jack', 'portaudio'],
    ],
    [
      'a runtime folder elsewhere',
      everything,
      machine(['/tmp/run/pipewire-0'], { XDG_RUNTIME_DIR: '/tmp/run' }),
      ['pipewire', 'portaudio'],
    ],
    [
      'a PulseAudio server over the network',
      everything,
      machine([], { PULSE_SERVER: 'tcp:studio' }),
      ['pulseaudio', 'portaudio'],
    ],
  ];
  for (const [name, known, surroundings, expected] of rows)
    t.strictSame(planDrivers('auto', known, surroundings).candidates, expected, name);
  t.end();
});

t.test('ALSA is never taken by fallback while a sound server runs', (t) => {
  for (const socket of [pipewireSocket, pulseSocket]) {
    const { candidates, passedOver } = planDrivers('auto', ['alsa'], machine([socket, '/dev/snd']));
    t.notOk(candidates.includes('alsa'));
    t.match(passedOver, [{}, {}, {}, { driver: 'alsa', reason: 'a sound server owns the device' }]);
  }
  t.end();
});

t.test('a driver by its name is the only one', (t) => {
  t.strictSame(planDrivers('alsa', everything, machine([pipewireSocket])).candidates, ['alsa']);
  t.strictSame(planDrivers('portaudio', [], machine([])).candidates, ['portaudio']);
  t.strictSame(planDrivers('none', [], machine([])).candidates, ['none']);
  t.throws(() => planDrivers('pipewire', debian12, machine([])), {
    code: 'AUDIO_DRIVER_UNKNOWN',
    message: 'This build of FluidSynth has no pipewire driver; it has alsa, file, jack, pulseaudio.',
    remedy: 'Set audio.driver to auto, or to one of those.',
  });
  t.end();
});

t.test('when none opens, the error names those that were tried and why others were not', (t) => {
  const { message, remedy } = noDriverError(planDrivers('auto', debian12, machine([])));
  t.equal(
    message,
    'No audio driver could be opened (tried portaudio; pipewire: no such server runs; jack: no such server runs; ' +
      'pulseaudio: no such server runs; alsa: there is no sound card).',
  );
  t.equal(remedy, 'Start the sound server: systemctl --user start pipewire pipewire-pulse wireplumber');
  const said = new SynthError('AUDIO_UNAVAILABLE', 'naudiodon is missing.', 'npm install naudiodon');
  t.equal(
    noDriverError(planDrivers('portaudio', [], machine([])), [said]),
    said,
    'one by its name speaks for itself',
  );
  t.end();
});

t.test('each driver has a remedy of its own', (t) => {
  t.match(driverRemedy('pipewire', 'restart'), /systemctl --user restart pipewire/);
  t.match(driverRemedy('portaudio', 'start'), /systemctl --user start pipewire/);
  t.match(driverRemedy('jack', 'start'), /jackd -d alsa/);
  t.match(driverRemedy('alsa', 'start'), /fuser/);
  t.match(driverRemedy('file', 'start'), /audio\.file/);
  t.end();
});
