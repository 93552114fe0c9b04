import t from 'tap';
import { withSetting } from '../../src/config/edit.js';

const set = (text: string, key: string, value: unknown) => withSetting('/f.yaml', text, key, value);

t.test('comments and order stay', async (t) => {
  const text = `# My instrument

audio:
  # the good card
  driver: jack # not pipewire
  gain_db: -6

# keys
input:
  keyboard: { base_octave: 3 } # low
`;
  t.equal(set(text, 'audio.driver', 'alsa'), text.replace('driver: jack', 'driver: alsa'));
  t.equal(set(text, 'audio.gain_db', 1.5), text.replace('gain_db: -6', 'gain_db: 1.5'));
  t.equal(set(text, 'input.keyboard.base_octave', 4), text.replace('octave: 3', 'octave: 4'));
  t.equal(
    set(text, 'audio.polyphony', 64),
    text.replace('-6\n', '-6\n  polyphony: 64\n'),
    'a new key of a section',
  );
  t.equal(set(text, 'performance.program', 7), `${text}performance:\n  program: 7\n`, 'a new section');
  t.equal(
    set(text, 'input.keyboard.transpose', -1),
    text.replace('{ base_octave: 3 }', '{ base_octave: 3, transpose: -1 }'),
  );
});

t.test('where there is nothing yet', async (t) => {
  t.equal(set('', 'audio.driver', 'jack'), 'audio:\n  driver: jack\n');
  t.equal(set('# only a comment\n', 'audio.driver', 'jack'), '# only a comment\n\naudio:\n  driver: jack\n');
  const empty = set('audio:\n  # driver: alsa\ninput:\n  grab: false\n', 'audio.reverb.level', 0.5);
  t.match(empty, /^audio:\n {2}# driver: alsa\n {2}reverb:\n {4}level: 0.5\ninput:\n {2}grab: false\n$/);
});

t.test('the way in which it is written stays', async (t) => {
  t.equal(
    set('audio:\n    driver: jack\n', 'audio.polyphony', 9),
    'audio:\n    driver: jack\n    polyphony: 9\n',
  );
  t.equal(set('audio: {driver: jack}\n', 'audio.driver', 'alsa'), 'audio: {driver: alsa}\n');
  t.equal(set('audio:\r\n  driver: jack\r\n', 'audio.driver', 'alsa'), 'audio:\r\n  driver: alsa\r\n');
  t.equal(set('audio:\n  driver: "jack"\n', 'audio.driver', 'alsa'), 'audio:\n  driver: "alsa"\n');
  const long = `midi:\n  port_filter: ${'a|'.repeat(100)}b\n`;
  t.equal(set(long, 'midi.auto_connect', true), `${long}  auto_connect: true\n`, 'long lines are not folded');
});

t.test('lists, and texts that would be something else', async (t) => {
  const devices = [{ path: '/dev/input/event3', kind: 'keyboard' }];
  t.equal(
    set('input:\n  devices: []\n', 'input.devices', devices),
    'input:\n  devices:\n    - path: /dev/input/event3\n      kind: keyboard\n',
  );
  t.equal(set('', 'audio.soundfont', 'true'), 'audio:\n  soundfont: "true"\n');
  t.equal(set('', 'audio.soundfont', '/a b: #c.sf2'), 'audio:\n  soundfont: "/a b: #c.sf2"\n');
});

t.test('JSON stays JSON', async (t) => {
  t.equal(set('{"audio":{"driver":"jack"}}', 'audio.driver', 'alsa'), '{"audio":{"driver":"alsa"}}\n');
  const text = '{\n\t"audio": {\n\t\t"driver": "jack"\n\t}\n}\n';
  t.equal(
    set(text, 'input.grab', false),
    '{\n\t"audio": {\n\t\t"driver": "jack"\n\t},\n\t"input": {\n\t\t"grab": false\n\t}\n}\n',
  );
});

t.test('what it cannot change without changing more is left to a person', async (t) => {
  for (const [text, key] of [
    ['a: &x {driver: jack}\naudio: *x\n', 'audio.driver'],
    ['audio: {polyphony: &n 64}\nvelocity: {minimum: *n}\n', 'audio.polyphony'],
    ['audio: jack\n', 'audio.driver'],
    ['audio: {driver: jack\n', 'audio.driver'],
  ] as const) {
    t.throws(
      () => set(text, key, 9),
      {
        code: 'CONFIG_UNWRITABLE',
        message: `${key} cannot be set in /f.yaml: the way in which the file is written is not understood well enough.`,
      },
      text,
    );
  }
});
