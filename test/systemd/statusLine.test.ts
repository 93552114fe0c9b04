import t from 'tap';
import { type Fault, SynthError } from '../../src/errors/errors.js';
import { type DaemonState, longestStatus, statusLine } from '../../src/systemd/statusLine.js';

const active = {
  state: 'active',
  programName: 'Grand Piano',
  soundFont: '/usr/share/sounds/sf2/TimGM6mb.sf2',
  driver: 'pipewire',
  devices: { keyboards: 2, touchpads: 0, midi: 0 },
} as const satisfies DaemonState;

function fault(message: string, remedy: string): Fault {
  return new SynthError('AUDIO_UNAVAILABLE', message, remedy).toFault();
}

t.test('the sentences', async (t) => {
  const cases: [DaemonState, string][] = [
    [{ state: 'starting', doing: 'checking the sound font' }, 'Starting: checking the sound font'],
    [{ state: 'inactive', toggleKey: true }, 'Inactive: press the Framework key or run fw16-synth activate'],
    [{ state: 'inactive', toggleKey: false }, 'Inactive: run fw16-synth activate'],
    [active, 'Active: Grand Piano of TimGM6mb on pipewire, 2 keyboards'],
    [
      { ...active, soundFont: '', devices: { keyboards: 1, touchpads: 1, midi: 2 } },
      'Active: Grand Piano of the built-in sound font on pipewire, 1 keyboard, 1 touchpad, 2 MIDI',
    ],
    [
      { ...active, soundFont: 'piano.v2.SF2', devices: { keyboards: 0, touchpads: 0, midi: 0 } },
      'Active: Grand Piano of piano.v2 on pipewire, no devices',
    ],
    [{ state: 'stopping' }, 'Stopping: ending every note'],
    [
      { state: 'failed', fault: fault('No sound font.', 'Install one: apt-get install timgm6mb-soundfont') },
      'Failed: No sound font. Install one: apt-get install timgm6mb-soundfont',
    ],
    [
      { state: 'inactive', toggleKey: false, fault: fault('The bus is gone.', 'Log in anew.') },
      'Inactive: run fw16-synth activate. The bus is gone. Log in anew.',
    ],
    [
      { ...active, fault: fault('The server\nis gone.', 'Start it.') },
      'Active: Grand Piano of TimGM6mb on pipewire, 2 keyboards. The server is gone. Start it.',
    ],
  ];
  for (const [state, sentence] of cases) t.equal(statusLine(state), sentence);
});

t.test('one line that fits, and keeps what mends', async (t) => {
  const remedy = 'Start it: systemctl --user start pipewire';
  const long = statusLine({ state: 'failed', fault: fault('cause '.repeat(60), remedy) });
  t.ok(long.length <= longestStatus, `${long.length}`);
  t.ok(long.startsWith('Failed: cause cause'), long);
  t.ok(long.endsWith(`… ${remedy}`), long);
  const endless = statusLine({ state: 'failed', fault: fault('cause '.repeat(60), 'remedy '.repeat(60)) });
  t.equal(endless.length <= longestStatus, true);
  t.ok(endless.endsWith('…'));
  const name = statusLine({ ...active, programName: 'P'.repeat(300) });
  t.ok(name.length <= longestStatus && name.endsWith('…'));
  t.notMatch(statusLine({ ...active, programName: 'Grand\nPiano' }), /\n/);
});
