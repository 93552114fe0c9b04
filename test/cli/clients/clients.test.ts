/** The commands that ask the daemon, on a real bus, with an instrument that keeps what was asked of it. */
import { EventEmitter } from 'node:events';
import t from 'tap';
import { BusService } from '../../../src/dbus/busService.js';
import type { PresetEvents, PresetLibrary } from '../../../src/dbus/presetLibrary.js';
import { SynthError } from '../../../src/errors/errors.js';
import type { PresetSummary } from '../../../src/presets/preset.js';
import { DbusServer } from '../../support/dbusServer.js';
import { FakeInstrument } from '../../support/fakeInstrument.js';
import { type Outcome, runProgramBeside } from '../../support/runProgram.js';

/** Presets in memory. */
class FakePresets extends EventEmitter<PresetEvents> implements PresetLibrary {
  readonly current = '';
  readonly calls: unknown[][] = [];
  rows: PresetSummary[] = [
    { name: 'Grand', description: 'A piano', tags: ['keys'], favourite: true, builtIn: true },
    { name: 'My bass', description: '', tags: [], favourite: false, builtIn: false },
  ];

  list(): readonly PresetSummary[] {
    return this.rows;
  }

  search(query: string): readonly PresetSummary[] {
    this.calls.push(['search', query]);
    return this.rows.slice(1);
  }

  async load(name: string): Promise<void> {
    this.calls.push(['load', name]);
    if (!this.rows.some((row) => row.name === name))
      throw new SynthError('PRESET_NOT_FOUND', `There is no preset "${name}".`, 'fw16-synth preset list');
  }

  async save(name: string, options: object): Promise<void> {
    this.calls.push(['save', name, options]);
  }

  async delete(name: string): Promise<void> {
    this.calls.push(['delete', name]);
  }

  async undo(name?: string): Promise<string> {
    this.calls.push(['undo', name]);
    return name ?? 'My bass';
  }

  validate(name: string): readonly string[] {
    return name === 'Grand' ? [] : ['The sound font is gone.'];
  }

  async setFavourite(name: string, favourite: boolean): Promise<void> {
    this.calls.push(['setFavourite', name, favourite]);
  }
}

const server = await DbusServer.start();
const instrument = new FakeInstrument();
const library = new FakePresets();
const service = new BusService({ instrument, presets: library, environment: server.environment });
await service.start();
t.teardown(async () => {
  await service.stop();
  await server.stop();
});

async function run(...args: readonly string[]): Promise<Outcome> {
  return await runProgramBeside(args, { environment: { ...server.environment } });
}

function json(outcome: Outcome): unknown {
  return JSON.parse(outcome.stdout);
}

t.test('commands without an answer reach the instrument', async (t) => {
  for (const [command, call] of [
    ['activate', ['activate']],
    ['panic', ['panic']],
    ['deactivate', ['deactivate']],
    ['program 12', ['selectProgram', 0, 12]],
    ['program 128 9', ['selectProgram', 128, 9]],
    ['soundfont /fonts/a.sf2', ['loadSoundFont', '/fonts/a.sf2']],
  ] as const) {
    instrument.calls.length = 0;
    t.same(await run(...command.split(' ')), { status: 0, stdout: '', stderr: '' }, command);
    t.same(instrument.calls, [call], command);
  }
});

t.test('toggle says what it has become', async (t) => {
  t.match(await run('toggle'), { status: 0, stdout: 'active\n' });
  t.match(await run('toggle'), { status: 0, stdout: 'inactive\n' });
});

t.test('a path is made absolute', async (t) => {
  instrument.calls.length = 0;
  const folder = t.testdir();
  await runProgramBeside(['soundfont', 'b.sf2'], { environment: { ...server.environment }, folder });
  t.same(instrument.calls, [['loadSoundFont', `${folder}/b.sf2`]]);
});

t.test('status', async (t) => {
  const { status, stdout } = await run('status');
  t.equal(status, 0);
  t.match(stdout, /^state +inactive$/m);
  t.match(stdout, /^sound font +a\.sf2|b\.sf2/m);
  t.match(stdout, /^gain +-6\.5 dB$/m);
  t.match(stdout, /^devices +Framework Laptop 16 Keyboard Module - ANSI$/m);
  t.match(json(await run('status', '--json')), {
    Active: false,
    Octave: 4,
    Version: '1.2.3',
    Devices: [{ Node: '/dev/input/event5', State: 'playing', Events: 12_345 }],
  });
});

t.test('devices, as the daemon knows them', async (t) => {
  const { status, stdout } = await run('devices');
  t.equal(status, 0);
  t.match(stdout, /^\/dev\/input\/event5 +playing +keyboard +Framework .* letters toggle-key$/m);
  t.notMatch(stdout, /daemon/);
  t.match(json(await run('devices', '--json')), {
    daemon: true,
    devices: [{ Node: '/dev/input/event5', Reason: /belongs to the instrument alone/, Remedy: '' }],
  });
});

t.test('health has a status for every word', async (t) => {
  const { report } = instrument;
  t.teardown(() => {
    instrument.report = report;
  });
  t.match(await run('health'), { status: 4, stdout: 'degraded: The audio server is gone.\n' });
  t.equal((await run('--health-check')).status, 0, 'a container goes on');
  t.match(json(await run('health', '--json')), {
    status: 'degraded',
    alerts: [{ severity: 'warning', fault: { code: 'AUDIO_SERVER_LOST', category: 'recoverable' } }],
    figures: { voices: 3, driver: 'jack', realtime: true },
  });
  instrument.report = { ...report, status: 'healthy', reasons: [] };
  t.match(await run('health'), { status: 0, stdout: 'healthy\n' });
  instrument.report = { ...report, status: 'failed' };
  t.equal((await run('health')).status, 5);
  t.equal((await run('--health-check')).status, 1);
});

t.test('reload tells what has changed', async (t) => {
  t.match(await run('reload'), { status: 0, stdout: 'audio.gain_db\nlog.level: after a restart\n' });
  t.same(json(await run('reload', '--json')), {
    changed: ['audio.gain_db', 'log.level'],
    needRestart: ['log.level'],
  });
  instrument.reloaded = { changed: [], needRestart: [] };
  t.match(await run('reload'), { status: 0, stdout: 'Nothing has changed.\n' });
  instrument.failure = new SynthError('CONFIG_INVALID', 'audio.driver: must be …', 'fw16-synth check-config');
  t.match(await run('reload'), { status: 78, stderr: /^audio\.driver: must be .*\[CONFIG_INVALID\]/ });
});

t.test('presets', async (t) => {
  t.match(await run('preset', 'list'), {
    status: 0,
    stdout: /^★ +Grand +built in +A piano +keys\n +My bass\n$/,
  });
  t.same(json(await run('preset', 'list', '--json')), library.rows);
  t.match(json(await run('preset', 'search', 'my', 'bass', '--json')), [{ name: 'My bass' }]);
  t.equal((await run('preset', 'load', 'Grand')).status, 0);
  t.match(await run('preset', 'load', 'Nothing'), { status: 1, stderr: /\[PRESET_NOT_FOUND\]/ });
  t.equal((await run('preset', 'favourite', 'My bass')).status, 0);
  t.equal((await run('preset', 'favourite', 'Grand', 'off')).status, 0);
  t.equal((await run('preset', 'favourite', 'Grand', 'maybe')).status, 2);
  t.match(await run('preset', 'validate', 'Grand'), { status: 0, stdout: '"Grand" is valid.\n' });
  t.match(await run('preset', 'validate', 'My bass'), { status: 1, stdout: 'The sound font is gone.\n' });
  t.same(library.calls, [
    ['search', 'my bass'],
    ['load', 'Grand'],
    ['load', 'Nothing'],
    ['setFavourite', 'My bass', true],
    ['setFavourite', 'Grand', false],
  ]);
});

t.test('what deletes or overwrites needs --yes where nobody can be asked', async (t) => {
  library.calls.length = 0;
  for (const words of ['delete', 'save']) {
    const refused = await run('preset', words, 'My bass');
    t.equal(refused.status, 2);
    t.match(refused.stderr, /"My bass"\? There is no terminal to ask in; say --yes/);
  }
  t.same(library.calls, [], 'nothing was done');
  t.equal((await run('preset', 'save', 'New', '--description', 'Mine', '--tag', 'a', '--tag=b')).status, 0);
  t.equal((await run('preset', 'save', 'My bass', '--yes')).status, 0);
  t.match(await run('preset', 'delete', 'My bass', '-y'), {
    status: 0,
    stdout: '"My bass" is deleted; to take it back: fw16-synth preset undo\n',
  });
  t.match(await run('preset', 'undo'), { status: 0, stdout: '"My bass" is as it was.\n' });
  t.match(await run('preset', 'undo', 'Grand'), { status: 0, stdout: '"Grand" is as it was.\n' });
  t.same(library.calls.slice(-2), [
    ['undo', undefined],
    ['undo', 'Grand'],
  ]);
  library.calls.splice(-2);
  t.same(library.calls, [
    ['save', 'New', { overwrite: false, description: 'Mine', tags: ['a', 'b'] }],
    ['save', 'My bass', { overwrite: true }],
    ['delete', 'My bass'],
  ]);
});

t.test('what the daemon refuses is told in its words', async (t) => {
  instrument.failure = new SynthError('SESSION_LOCKED', 'The session is locked.', 'Unlock it first.');
  t.same(await run('activate'), {
    status: 1,
    stdout: '',
    stderr: 'The session is locked. [SESSION_LOCKED]\n  remedy: Unlock it first.\n',
  });
});

t.test('numbers out of range never reach the daemon', async (t) => {
  instrument.calls.length = 0;
  for (const args of [['128'], ['16384', '0'], ['0', '128'], ['Grand', 'Piano']])
    t.equal((await run('program', ...args)).status, 2, args.join(' '));
  t.same(instrument.calls, []);
});

t.test('without a daemon: status 3, and what to do', async (t) => {
  const empty = await DbusServer.start();
  t.teardown(() => empty.stop());
  const commands = [
    'status',
    'activate',
    'deactivate',
    'toggle',
    'panic',
    'reload',
    'program',
    'preset list',
    'soundfont /a.sf2',
    'soundfont info',
    'health',
  ];
  for (const command of commands) {
    const environment = { ...empty.environment };
    const { status, stdout, stderr } = await runProgramBeside(command.split(' '), { environment });
    t.equal(status, 3, command);
    t.equal(stdout, '');
    t.match(stderr, /\[DAEMON_NOT_REACHABLE\]\n {2}remedy: .*systemctl --user start fw16-synth/);
  }
  const environment = { ...empty.environment };
  t.equal((await runProgramBeside(['--health-check'], { environment })).status, 1);
  t.match(await runProgramBeside(['devices', '--json'], { environment }), {
    status: 0,
    stdout: /"daemon": false/,
  });
});

t.test('without a bus: status 3', async (t) => {
  t.match(await runProgramBeside(['status']), { status: 3, stderr: /\[BUS_UNAVAILABLE\]\n {2}remedy: / });
  t.match(await runProgramBeside(['--health-check', '--json']), {
    status: 1,
    stdout: /"status": "unreachable"/,
  });
});
