import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { checkConfig } from '../../src/cli/checkConfig.js';
import { ConfigurationPlace } from '../support/configurationPlace.js';

const text = { json: false, offline: true };
const json = { json: true, offline: true };

t.test('a valid configuration: status 0, and which files it is', async (t) => {
  const place = new ConfigurationPlace(t.testdir(), { user: 'audio: {driver: jack}' });
  t.same(checkConfig(place.options(), text), {
    status: 0,
    text: `The configuration is valid (${place.userFile}).\n`,
  });
  t.same(JSON.parse(checkConfig(place.options(), json).text), {
    valid: true,
    files: [place.userFile],
    faults: [],
    notes: [],
  });
  t.match(
    checkConfig(new ConfigurationPlace(t.testdir()).options(), text).text,
    /no file, the defaults alone/,
  );
});

t.test('every fault with file, key, value, what is allowed, the remedy: status 78', async (t) => {
  const user = 'audio:\n  drivr: jack\n  driver: puleaudio\nvelocity: {minimum: 90, maximum: 10}\n';
  const place = new ConfigurationPlace(t.testdir(), { user });
  const options = place.options({ environment: { FW16_SYNTH_BASE_OCTAVE: '12' } });
  const drivers = 'one of auto, pipewire, jack, pulseaudio, alsa, portaudio, file, none';
  t.same(checkConfig(options, text), {
    status: 78,
    text: `The configuration has 4 faults (${place.userFile}).

${place.userFile}:2  audio.drivr
  fault    there is no such key; did you mean audio.driver?
  value    "jack"
  remedy   Write audio.driver instead of audio.drivr, or remove it.

${place.userFile}:3  audio.driver
  fault    must be ${drivers}; did you mean pulseaudio?
  value    "puleaudio"
  allowed  ${drivers}
  remedy   Write pulseaudio instead of puleaudio.

the environment, FW16_SYNTH_BASE_OCTAVE  input.keyboard.base_octave
  fault    must be an integer from 0 to 9
  value    "12"
  allowed  an integer from 0 to 9
  remedy   Set input.keyboard.base_octave to an integer from 0 to 9, or remove it to have 4.

taken together  velocity.minimum
  fault    (90) must not be above velocity.maximum (10)
  remedy   Lower velocity.minimum to 10 or less, or raise velocity.maximum to 90 or more.
`,
  });
  const { status, text: data } = checkConfig(options, json);
  t.equal(status, 78);
  const { valid, faults } = JSON.parse(data) as { valid: boolean; faults: object[] };
  t.equal(valid, false);
  t.match(faults, [
    { file: place.userFile, line: 2, key: 'audio.drivr', value: '"jack"', nearest: 'audio.driver' },
    { file: place.userFile, line: 3, key: 'audio.driver', allowed: drivers, nearest: 'pulseaudio' },
    { environment: 'FW16_SYNTH_BASE_OCTAVE', problem: 'must be an integer from 0 to 9' },
    { key: 'velocity.minimum', remedy: /^Lower velocity\.minimum/ },
  ]);
});

t.test('one file alone', async (t) => {
  const place = new ConfigurationPlace(t.testdir({ 'one.yaml': '' }), { user: 'audio: {drivr: jack}' });
  const file = join(place.folder, 'one.yaml');
  t.equal(checkConfig(place.options({ file }), text).status, 0);
  t.equal(checkConfig(place.options({ file: join(place.folder, 'none.yaml') }), text).status, 78);
});

t.test('what this version does not act on, and other names, are told and no faults', async (t) => {
  const place = new ConfigurationPlace(t.testdir(), {
    user: 'touchpad:\n  smoothing: 0.5\nperformance:\n  log_level: DEBUG\n',
  });
  t.same(checkConfig(place.options(), text), {
    status: 0,
    text: `The configuration is valid (${place.userFile}).

To know:
  performance.log_level (${place.userFile}:4) is another name for log.level.
  touchpad.smoothing (${place.userFile}:2) is taken note of, but this version does not act on it yet.
`,
  });
  const { notes } = JSON.parse(checkConfig(place.options(), json).text) as { notes: object[] };
  t.match(notes, [
    { kind: 'alias', file: place.userFile, line: 4, key: 'performance.log_level' },
    { kind: 'planned', line: 2, key: 'touchpad.smoothing' },
  ]);
});

t.test('what it names is looked up, unless offline', async (t) => {
  const place = new ConfigurationPlace(t.testdir(), {
    user: [
      'audio: {soundfont: /nonexistent/my font.sf2}',
      'input: {devices: [{path: /nonexistent/keyboard, kind: keyboard}]}',
      'log: {file: /nonexistent/log/app.log}',
    ].join('\n'),
  });
  t.equal(checkConfig(place.options(), text).status, 0);
  const { status, text: data } = checkConfig(place.options(), { json: true, offline: false });
  t.equal(status, 78);
  const { faults, notes } = JSON.parse(data) as { faults: object[]; notes: object[] };
  t.match(faults, [
    {
      file: place.userFile,
      line: 1,
      key: 'audio.soundfont',
      problem: 'cannot be read (ENOENT)',
      remedy: "See whether it is there and yours to read: ls -l '/nonexistent/my font.sf2'",
    },
  ]);
  t.match(notes, [
    { kind: 'absent', line: 2, sentence: /: \/nonexistent\/keyboard is not there at the moment\.$/ },
    { kind: 'absent', line: 3, sentence: /: The folder \/nonexistent\/log is not there yet\.$/ },
  ]);
  const font = join(place.folder, 'a.sf2');
  writeFileSync(font, '');
  const overrides = { 'audio.soundfont': font };
  t.equal(checkConfig(place.options({ overrides }), { json: true, offline: false }).status, 0);
  const folder = { 'audio.soundfont': place.folder };
  t.match(checkConfig(place.options({ overrides: folder }), { json: false, offline: false }), {
    status: 78,
    text: /fault {4}must be a file/,
  });
});
