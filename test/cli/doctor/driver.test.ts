import t from 'tap';
import type { Finding } from '../../../src/cli/doctor/check.js';
import { driverCheck } from '../../../src/cli/doctor/driver.js';
import type { AudioDriverName } from '../../../src/synthesizer/audioDrivers.js';
import { fakeMachine } from '../../support/fakeMachine.js';

const nothingRuns = {
  version: '2.4.4',
  drivers: ['pipewire', 'jack', 'pulseaudio', 'alsa', 'file'],
  candidates: ['portaudio'],
  passedOver: [
    { driver: 'pipewire', reason: 'no such server runs' },
    { driver: 'jack', reason: 'no such server runs' },
    { driver: 'pulseaudio', reason: 'no such server runs' },
    { driver: 'alsa', reason: 'there is no sound card' },
  ],
};
const pipewireRuns = {
  ...nothingRuns,
  candidates: ['pipewire', 'portaudio'],
  passedOver: [
    { driver: 'jack', reason: 'no such server runs' },
    { driver: 'alsa', reason: 'a sound server owns the device' },
  ],
};
const card = { '/dev/snd': '' };
const socket = { '/run/user/1000/pipewire-0': '' };

async function look(
  driver: AudioDriverName,
  said: object,
  files: Readonly<Record<string, string>> = {},
): Promise<Finding> {
  const machine = fakeMachine({ programs: { [process.execPath]: JSON.stringify(said) }, files });
  return await driverCheck(() => ({ driver, devices: [] })).look(machine);
}

t.test('auto', async (t) => {
  t.match(await look('auto', pipewireRuns), { status: 'ok', found: /^"auto" tries pipewire, portaudio \(/ });
  t.match(await look('auto', nothingRuns), {
    status: 'warning',
    found: /^"auto" finds no sound server and no sound card/,
    remedy: /systemctl --user start/,
  });
});

t.test('a driver that needs neither server nor card', async (t) => {
  t.match(await look('file', nothingRuns), { status: 'ok', found: '"file" is configured' });
  t.match(await look('none', nothingRuns), { status: 'ok', found: '"none" is configured: nothing is heard' });
});

t.test('PortAudio, which looks for devices itself', async (t) => {
  t.match(await look('portaudio', nothingRuns, card), { status: 'ok', found: '"portaudio" is configured' });
  t.match(await look('portaudio', nothingRuns), { status: 'unknown', remedy: /fw16-synth --test-mode$/ });
});

t.test('a driver that this build lacks', async (t) => {
  t.match(await look('jack', { ...pipewireRuns, drivers: ['pipewire', 'file'] }), {
    status: 'fault',
    found: '"jack" is configured, and this build of FluidSynth has only pipewire, file',
    remedy: 'Set audio.driver to auto, or to one of those.',
  });
});

t.test('a driver of a server', async (t) => {
  t.match(await look('pipewire', pipewireRuns), { status: 'ok', found: '"pipewire" is configured' });
  for (const driver of ['pipewire', 'pulseaudio'] as const) {
    t.match(await look(driver, nothingRuns), {
      status: 'fault',
      found: `"${driver}" is configured: no such server runs`,
      remedy: /systemctl --user start/,
    });
  }
  t.match(await look('jack', nothingRuns), { status: 'fault', remedy: /jackd/ });
  t.match(await look('jack', pipewireRuns, socket), { status: 'warning', remedy: /pw-jack/ });
});

t.test('ALSA', async (t) => {
  const alone = { ...nothingRuns, candidates: ['alsa', 'portaudio'], passedOver: [] };
  t.match(await look('alsa', alone, card), { status: 'ok', found: '"alsa" is configured' });
  t.match(await look('alsa', pipewireRuns, card), {
    status: 'warning',
    found: '"alsa" is configured: a sound server owns the device',
  });
  t.match(await look('alsa', nothingRuns), {
    status: 'fault',
    found: '"alsa" is configured: there is no sound card',
  });
});

t.test('without the library', async (t) => {
  const fault = { code: 'LIBRARY_MISSING', message: 'It is not there.', remedy: 'Install it.' };
  t.match(await look('file', { fault }), { status: 'unknown' });
});
