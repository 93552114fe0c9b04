import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { type Check, fault, ok, type Result, unknown, warning } from '../../../src/cli/doctor/check.js';
import { allChecks, examine, report } from '../../../src/cli/doctor/doctor.js';
import { programDeadlineMs, thisMachine } from '../../../src/cli/doctor/machine.js';
import { fakeMachine } from '../../support/fakeMachine.js';
import { JackServer } from '../../support/jackServer.js';
import { PipewireServer } from '../../support/pipewireServer.js';
import { runProgram } from '../../support/runProgram.js';

t.test('checks that hang or fail are unknown, and hold nothing up', async (t) => {
  const checks: readonly Check[] = [
    { name: 'slow', look: () => new Promise(() => undefined) },
    {
      name: 'broken',
      look: () => {
        throw new Error('oh');
      },
    },
    { name: 'fine', look: () => ok('yes') },
  ];
  t.same(await examine(checks, fakeMachine(), 50), [
    { name: 'slow', status: 'unknown', found: 'not found out within 0.05 s' },
    { name: 'broken', status: 'unknown', found: 'the check itself failed: Error: oh' },
    { name: 'fine', status: 'ok', found: 'yes' },
  ]);
});

const results: readonly Result[] = [
  { name: 'one', ...ok('good') },
  { name: 'second', ...warning('so-so', 'do this') },
  { name: 'third', ...fault('bad', 'do that', 'that.enable = true;\nmore = 1;') },
  { name: 'fourth', ...unknown('who knows') },
];

t.test('the report', async (t) => {
  t.equal(
    report(results, false),
    `ok       one     good
warning  second  so-so
                 → do this
fault    third   bad
                 → do that
unknown  fourth  who knows

1 fault keeps the instrument from working as it should.
`,
  );
  t.match(
    report(results, true),
    `fault    third   bad
                 → configuration.nix:
                   that.enable = true;
                   more = 1;
`,
  );
  t.match(report(results.slice(0, 2), true), /→ do this\n\nNo fault, and 1 to think about\.\n$/);
  t.match(report(results.slice(0, 1), false), /\nEverything is as it should be\.\n$/);
});

t.test('every check copes with a machine that has nothing, and changes nothing', async (t) => {
  const machine = fakeMachine();
  const found = await examine(allChecks({ environment: { XDG_CONFIG_HOME: '/nonexistent' } }), machine);
  for (const { name, status, remedy } of found) {
    t.not(status, undefined, name);
    if (status === 'fault' || status === 'warning') t.ok(remedy, `${name} has a remedy`);
  }
  for (const line of machine.asked)
    t.match(
      line,
      /(--version|--help| show| list| call .* GetId|libraryFactsProcess\.js)|^(pactl info|jack_\w+)$/,
    );
});

t.test('this machine: the structure of --json, and the exit status', async (t) => {
  const environment = { HOME: '/nonexistent', XDG_RUNTIME_DIR: '/nonexistent' };
  const { status, stdout, stderr } = runProgram(['doctor', '--json'], { environment });
  t.equal(stderr, '');
  const answer = JSON.parse(stdout) as { status: string; nixos: boolean; checks: Result[] };
  t.equal(typeof answer.nixos, 'boolean');
  const names = answer.checks.map(({ name }) => name);
  t.same(
    names,
    allChecks({}).map(({ name }) => name),
  );
  t.equal(new Set(names).size, names.length);
  for (const check of answer.checks) {
    t.match(check, { status: /^(ok|warning|fault|unknown)$/, found: /./ }, check.name);
    if (check.status === 'fault') t.match(check.remedy, /./, check.name);
  }
  t.match(
    answer.checks.find(({ name }) => name === 'libfluidsynth'),
    { status: 'ok', found: /^\d+\.\d+\.\d+, with the drivers .*file/ },
  );
  t.match(
    answer.checks.find(({ name }) => name === 'XDG_RUNTIME_DIR'),
    { status: 'fault', found: '/nonexistent is not there' },
  );
  t.equal(answer.status, 'fault');
  t.equal(status, 1);
});

t.test(
  'a driver to a file and a keyboard that is a FIFO need neither server nor discovered keyboard',
  async (t) => {
    const folder = t.testdir({});
    const fifo = join(folder, 'keys');
    execFileSync('mkfifo', [fifo]);
    const file = join(folder, 'a.yaml');
    const devices = `input:\n  devices:\n    - { path: ${fifo}, kind: keyboard }\n`;
    writeFileSync(file, `audio:\n  driver: file\n  file: ${folder}/out.wav\n${devices}`);
    const environment = { XDG_RUNTIME_DIR: '/nonexistent', PIPEWIRE_RUNTIME_DIR: '/nonexistent' };
    const { stdout } = runProgram(['doctor', '--json', '--config', file], { environment });
    const { checks } = JSON.parse(stdout) as { checks: readonly Result[] };
    const of = (wanted: string) => checks.find(({ name }) => name === wanted);
    t.match(of('audio drivers'), { status: 'ok', found: '"file" is configured' });
    t.match(of('sound server'), { status: 'ok', found: 'not needed by the driver file' });
    t.match(of('keyboards'), { status: 'ok', found: `configured: ${fifo}` });
    t.match(of('group input'), { status: 'ok' });
  },
);

function soundServer(environment: NodeJS.ProcessEnv): Result | undefined {
  const { stdout } = runProgram(['doctor', '--json'], { environment });
  const { checks } = JSON.parse(stdout) as { checks: readonly Result[] };
  return checks.find(({ name }) => name === 'sound server');
}

t.test('the quantum of a real PipeWire', async (t) => {
  const server = await PipewireServer.start({ quantum: 256, sampleRate: 44_100 });
  t.teardown(() => server.stop());
  t.match(soundServer({ ...server.environment }), {
    status: 'ok',
    found: /^PipeWire, 256 frames at 44100 Hz \(5\.8 ms\) when idle, down to 256 frames when asked/,
  });
});

t.test('the period of a real JACK', async (t) => {
  const server = await JackServer.start(t.testdir(), 512);
  t.teardown(() => server.stop());
  const environment = { ...server.environment, XDG_RUNTIME_DIR: '/nonexistent' };
  t.match(soundServer(environment), { status: 'ok', found: 'JACK, 512 frames at 48000 Hz (10.7 ms)' });
});

t.test('programs that are asked', async (t) => {
  t.equal(await thisMachine.ask('no-such-program-at-all', []), undefined);
  t.match(await thisMachine.ask('sh', ['-c', 'echo "$A"; echo e >&2; exit 3'], { A: 'x' }), {
    status: 3,
    stdout: 'x\n',
    stderr: 'e\n',
  });
  const start = Date.now();
  t.match(await thisMachine.ask('sleep', ['60']), { status: null }, 'one that hangs is killed');
  t.ok(Date.now() - start < programDeadlineMs + 10_000);
});

t.test('files of this machine', async (t) => {
  const folder = t.testdir({ a: 'text' });
  t.equal(thisMachine.read(`${folder}/a`), 'text');
  t.equal(thisMachine.read(`${folder}/b`), undefined);
  t.equal(thisMachine.mayRead(`${folder}/a`), true);
  t.equal(thisMachine.mayRead(`${folder}/b`), false);
  t.same(thisMachine.list(folder), ['a']);
  t.same(thisMachine.list(`${folder}/none`), []);
  t.equal(thisMachine.mayWrite(`${folder}/a`), true);
  t.equal(thisMachine.mayWrite(`${folder}/b`), false);
  t.match(thisMachine.stat(folder), { userId: process.getuid?.() ?? 0, kind: 'folder' });
  t.match(thisMachine.stat(`${folder}/a`), { kind: 'file' });
  t.match(thisMachine.stat('/dev/null'), { kind: 'character device' });
  t.equal(thisMachine.stat(`${folder}/none`), undefined);
});
