import t from 'tap';
import { audioServerCheck, busiestDriver, pipewireSettings } from '../../../src/cli/doctor/audioServer.js';
import type { Finding } from '../../../src/cli/doctor/check.js';
import type { AudioDriverName } from '../../../src/synthesizer/audioDrivers.js';
import { fakeMachine, type MachineFacts } from '../../support/fakeMachine.js';

const environment = { XDG_RUNTIME_DIR: '/run/user/1000' };
const pipewire = { '/run/user/1000/pipewire-0': '' };
const jack = { '/dev/shm/jack_default_1000_0': '' };
const pulse = { '/run/user/1000/pulse/native': '' };

async function look(facts: MachineFacts, driver: AudioDriverName = 'auto'): Promise<Finding> {
  const check = audioServerCheck(() => ({ driver, devices: [] }));
  return await check.look(fakeMachine({ environment, ...facts }));
}

/** What `pw-metadata -n settings` prints. */
function settings(values: Readonly<Record<string, number>>): string {
  const lines = Object.entries(values).map(
    ([key, value]) => `update: id:0 key:'${key}' value:'${value}' type:''`,
  );
  return `Found "settings" metadata 32\n${lines.join('\n')}\n`;
}

const usual = {
  'clock.rate': 48_000,
  'clock.quantum': 1024,
  'clock.min-quantum': 32,
  'clock.force-quantum': 0,
  'clock.force-rate': 0,
};

t.test('PipeWire', async (t) => {
  const ask = async (values: Readonly<Record<string, number>>, more: MachineFacts['programs'] = {}) =>
    await look({ files: pipewire, programs: { 'pw-metadata -n settings': settings(values), ...more } });
  t.match(await ask(usual), {
    status: 'ok',
    found: 'PipeWire, 1024 frames at 48000 Hz (21.3 ms) when idle, down to 32 frames when asked',
  });
  t.match(await ask({ ...usual, 'clock.force-quantum': 64 }), {
    status: 'ok',
    found: 'PipeWire, held at 64 frames at 48000 Hz (1.3 ms)',
  });
  t.match(await ask({ ...usual, 'clock.force-quantum': 2048, 'clock.force-rate': 96_000 }), {
    status: 'warning',
    found: /held at 2048 frames at 96000 Hz \(21\.3 ms\): notes come late/,
    remedy: 'pw-metadata -n settings 0 clock.force-quantum 0',
  });
  t.match(await ask({ ...usual, 'clock.min-quantum': 1024 }), {
    status: 'warning',
    remedy: /clock\.min-quantum 64/,
    nixos: /services\.pipewire\.extraConfig/,
  });
});

t.test('PipeWire, what it really runs at', async (t) => {
  const programs = {
    'pw-metadata': settings(usual),
    'pw-top --help': '  -b, --batch-mode   run in non-interactive batch mode\n',
    'pw-top -b': `S   ID  QUANT   RATE    WAIT    BUSY   W/Q   B/Q  ERR FORMAT           NAME
R   31      0      0    ---     ---   ---   ---     0                  sink
S   ID  QUANT   RATE    WAIT    BUSY   W/Q   B/Q  ERR FORMAT           NAME
S   30      0      0    ---     ---   ---   ---     0                  idle
R   31    128  48000  12.0us  30.0us  0.00  0.01    0    S32LE 2 48000 sink
`,
  };
  t.match(await look({ files: pipewire, programs }), {
    status: 'ok',
    found: /; runs at 128 frames at 48000 Hz \(2\.7 ms\) now$/,
  });
  t.equal(busiestDriver('nothing of the kind'), undefined);
});

t.test('PipeWire that does not answer, or cannot be asked', async (t) => {
  t.match(await look({ files: pipewire, programs: { 'pw-metadata': { status: null } } }), {
    status: 'fault',
    remedy: /^systemctl --user restart pipewire/,
  });
  t.match(await look({ files: pipewire }), { status: 'unknown', found: /pw-metadata.* is not installed/ });
  const named = { PIPEWIRE_REMOTE: 'mine', PIPEWIRE_RUNTIME_DIR: '/srv' };
  const programs = { 'pw-metadata': settings(usual) };
  const files = { '/srv/mine': '' };
  t.match(await look({ environment: named, files, programs }), { status: 'ok' });
});

t.test('JACK', async (t) => {
  const programs = {
    jack_bufsize: 'buffer size = 128  sample rate = 48000\n',
    jack_samplerate: '48000\n',
  };
  t.match(await look({ files: jack, programs }), {
    status: 'ok',
    found: 'JACK, 128 frames at 48000 Hz (2.7 ms)',
  });
  t.match(await look({ files: jack, programs: { ...programs, jack_bufsize: '128\n' } }), {
    found: 'JACK, 128 frames at 48000 Hz (2.7 ms)',
  });
  const large = { ...programs, jack_bufsize: 'buffer size = 2048  sample rate = 48000\n' };
  t.match(await look({ files: jack, programs: large }), { status: 'warning', remedy: /jackd .*-p 128/ });
  t.match(await look({ files: jack, programs: { jack_bufsize: { status: null } } }), { status: 'fault' });
  t.match(await look({ files: jack }), { status: 'unknown' });
});

t.test('PulseAudio', async (t) => {
  const info = 'Server Name: pulseaudio\nDefault Sample Specification: s16le 2ch 44100Hz\n';
  t.match(await look({ files: pulse, programs: { 'pactl info': info } }), {
    status: 'warning',
    found: /^pulseaudio, s16le 2ch 44100Hz: /,
  });
  t.match(await look({ files: pulse, programs: { 'pactl info': { status: 1 } } }), { status: 'fault' });
  t.match(await look({ files: pulse }), { status: 'unknown' });
});

t.test('nothing', async (t) => {
  t.match(await look({}), {
    status: 'fault',
    found: /no sound server runs for clara/,
    remedy: 'systemctl --user start pipewire pipewire-pulse wireplumber',
    nixos: /services\.pipewire = \{ enable = true;/,
  });
});

t.test('a driver that needs no server', async (t) => {
  for (const driver of ['file', 'none', 'alsa', 'portaudio'] as const) {
    t.same(await look({}, driver), { status: 'ok', found: `not needed by the driver ${driver}` });
  }
});

t.test('the server of the configured driver, and no other', async (t) => {
  const files = { ...pipewire, ...jack, ...pulse };
  const programs = {
    'pw-metadata': settings(usual),
    jack_bufsize: '128\n',
    jack_samplerate: '48000\n',
    'pactl info': 'Server Name: PulseAudio (on PipeWire 1.4.2)\n',
  };
  t.match(await look({ files, programs }, 'pipewire'), { status: 'ok', found: /^PipeWire, / });
  t.match(await look({ files, programs }, 'jack'), { status: 'ok', found: /^JACK, 128 frames/ });
  t.match(await look({ files: pipewire, programs }, 'jack'), { status: 'ok', found: /^PipeWire, / });
  t.match(await look({ files, programs }, 'pulseaudio'), {
    status: 'warning',
    found: /^PulseAudio \(on PipeWire 1\.4\.2\), .* adds tens of milliseconds$/,
    remedy: /^Set audio\.driver to auto/,
  });
});

t.test('the server of the configured driver does not run, and another does', async (t) => {
  t.match(await look({ files: { ...jack, ...pulse } }, 'pipewire'), {
    status: 'fault',
    found: 'no PipeWire runs for clara, and the driver pipewire needs it',
    remedy: /^systemctl --user start pipewire/,
  });
  t.match(await look({ files: pulse }, 'jack'), {
    status: 'fault',
    found: 'no JACK server runs for clara, and the driver jack needs it',
    remedy: /^jackd /,
  });
  t.match(await look({ files: { ...pipewire, ...jack } }, 'pulseaudio'), {
    status: 'fault',
    found: 'no PulseAudio runs for clara, and the driver pulseaudio needs it',
  });
});

t.test('the settings that PipeWire prints', async (t) => {
  t.same([...pipewireSettings(settings({ 'clock.rate': 44_100 }))], [['clock.rate', 44_100]]);
  t.equal(pipewireSettings('').size, 0);
});
