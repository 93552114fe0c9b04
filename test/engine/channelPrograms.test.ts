import t from 'tap';
import { ChannelPrograms, nearestProgram } from '../../src/engine/channelPrograms.js';
import { RecordingSynthesizer } from '../../src/synthesizer/recordingSynthesizer.js';

t.test('the nearest program', async (t) => {
  const list = [
    { bank: 0, program: 0 },
    { bank: 0, program: 40 },
    { bank: 8, program: 16 },
    { bank: 128, program: 0 },
  ];
  const nearest = (bank: number, program: number) => nearestProgram(list, { bank, program });
  t.same(nearest(0, 19), { bank: 0, program: 0 });
  t.same(nearest(0, 21), { bank: 0, program: 40 });
  t.same(nearest(8, 127), { bank: 8, program: 16 }, 'of the same bank, however far');
  t.same(nearest(9, 17), { bank: 8, program: 16 }, 'of another melodic bank, not a drum kit');
  t.same(nearest(128, 16), { bank: 128, program: 0 });
  t.same(nearestProgram([{ bank: 128, program: 3 }], { bank: 0, program: 0 }), { bank: 128, program: 3 });
  t.equal(nearestProgram([], { bank: 0, program: 0 }), undefined);
});

t.test('as the library has it after a start', async (t) => {
  const programs = new ChannelPrograms();
  t.same([programs.bank(0), programs.program(0)], [0, 0]);
  t.same([programs.bank(9), programs.program(9)], [128, 0], 'the channel of the drums');
});

t.test('every channel plays on from another sound font', async (t) => {
  const programs = new ChannelPrograms();
  programs.note(0, 0, 40);
  programs.note(1, 0, 99);
  const list = [
    { bank: 0, program: 0 },
    { bank: 0, program: 40 },
    { bank: 0, program: 90 },
  ];
  const synthesizer = new RecordingSynthesizer(list.map(({ bank, program }) => `${bank}:${program}`));
  t.same(programs.reselect(synthesizer, list), [{ bank: 0, program: 99 }], 'only what was chosen is missed');
  const last = new Map(synthesizer.calls.map(({ values: [channel, ...rest] }) => [channel, rest]));
  t.equal(last.size, 16);
  t.same(last.get(0), [0, 40]);
  t.same(last.get(1), [0, 90]);
  t.same(last.get(2), [0, 0]);
  t.same(last.get(9), [0, 0], 'drums are not missed before somebody has chosen some');
  t.same([programs.bank(1), programs.program(1)], [0, 90]);
});

t.test('a sound font without any program changes nothing', async (t) => {
  const programs = new ChannelPrograms();
  programs.note(0, 2, 40);
  t.same(programs.reselect(new RecordingSynthesizer([]), []), [{ bank: 2, program: 40 }]);
  t.same([programs.bank(0), programs.program(0)], [2, 40]);
});
