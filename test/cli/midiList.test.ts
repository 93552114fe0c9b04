import { join } from 'node:path';
import t from 'tap';
import { midiDevices } from '../../src/cli/midiList.js';
import { runProgram } from '../support/runProgram.js';

t.test('the raw MIDI devices of the kernel', async (t) => {
  const folder = t.testdir({
    dev: { midiC1D0: '', pcmC1D0p: '', midiC2D0: '', seq: '' },
    sys: { card1: { id: 'Keystation\n' } },
  });
  const dev = join(folder, 'dev');
  t.same(midiDevices(dev, join(folder, 'sys')), [
    { path: `${dev}/midiC1D0`, name: 'Keystation', permitted: true },
    { path: `${dev}/midiC2D0`, name: 'midiC2D0', permitted: true },
  ]);
  t.same(midiDevices('/nonexistent'), []);
});

t.test('it is said that they are not played', async (t) => {
  const { status, stdout, stderr } = runProgram(['--midi-list', '--json']);
  t.equal(status, 0);
  t.match(JSON.parse(stdout), { played: false, devices: [] });
  t.match(stderr, /does not play MIDI devices yet/);
});
