import t from 'tap';
import { JsonOutput, TextOutput } from '../../src/cli/replayOutput.js';
import type { MusicalOutput } from '../../src/performance/musicalOutput.js';

function play(output: MusicalOutput): void {
  output.programChange(0, 0, 19, 0);
  output.noteOn(0, 60, 80, 'position', 1_000_000.4);
  output.controlChange(0, 64, 127, 1_100_000);
  output.pitchBend(0, 8192, 1_200_000);
  output.noteOff(0, 60, 1_500_000);
  output.panic(2_000_000);
}

t.test('JSON: one object a line, in this order of its fields', async (t) => {
  const output = new JsonOutput();
  t.equal(output.text(), '', 'nothing for nothing');
  play(output);
  t.equal(
    output.text(),
    '{"timeUs":0,"type":"program-change","channel":0,"bank":0,"program":19}\n' +
      '{"timeUs":1000000,"type":"note-on","channel":0,"key":60,"velocity":80,"source":"position"}\n' +
      '{"timeUs":1100000,"type":"control-change","channel":0,"controller":64,"value":127}\n' +
      '{"timeUs":1200000,"type":"pitch-bend","channel":0,"value":8192}\n' +
      '{"timeUs":1500000,"type":"note-off","channel":0,"key":60}\n' +
      '{"timeUs":2000000,"type":"panic"}\n',
  );
});

t.test('text: the lines of the note display', async (t) => {
  const output = new TextOutput((bank, program) => `${bank}/${program}`);
  t.equal(output.text(), '');
  play(output);
  t.equal(
    output.text(),
    '    0.000 s  program 19: 0/19\n' +
      '    1.000 s  C4   ▇▇▇▇▇▇▇▇▇▇        80  position\n' +
      '    1.100 s  sustain down\n' +
      '    2.000 s  panic: every note ended\n',
  );
});
