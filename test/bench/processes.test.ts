import { existsSync, readFileSync } from 'node:fs';
import t from 'tap';
import { runToEnd, startProcess, stopEverything, stopProcess, waitForOutput } from '../../bench/processes.js';
import { memoryKinds, processorTime, processTree, residentMemory } from '../../bench/procfs.js';

const node = process.execPath;
const waits = 'console.log("waiting"); setInterval(() => {}, 1000);';

function logOf(t: { testdir(): string }): string {
  return `${t.testdir()}/log`;
}

t.test('a program that is run to its end gives its output, both kinds', async (t) => {
  const script = 'console.log("said"); console.error("complained"); console.log(process.env.BENCH_TEST)';
  const environment = { BENCH_TEST: 'passed on' };
  const output = await runToEnd(node, ['-e', script], { log: logOf(t), environment }, 60_000);
  t.same(new Set(output.trim().split('\n')), new Set(['said', 'complained', 'passed on']));
});

t.test('a program that fails is an error with what it wrote', async (t) => {
  const script = 'console.error("because"); process.exit(3)';
  await t.rejects(runToEnd(node, ['-e', script], { log: logOf(t) }, 60_000), /failed:\nbecause/);
  await t.rejects(runToEnd('/nowhere/nothing', [], { log: logOf(t) }, 60_000), /failed/);
});

t.test('a program that takes too long is stopped', async (t) => {
  const log = logOf(t);
  const script = `console.log(process.pid); ${waits}`;
  await t.rejects(runToEnd(node, ['-e', script], { log }, 500), /did not end within 0.5 s/);
  const pid = Number(/^\d+/.exec(readFileSync(log, 'utf8'))?.[0]);
  t.notOk(pid > 0 && existsSync(`/proc/${pid}`));
});

t.test('what /proc says about a program', async (t) => {
  const log = logOf(t);
  const script = `require("node:child_process").spawn("sleep", ["60"]); ${waits}`;
  const child = startProcess(node, ['-e', script], { log });
  const pid = child.pid ?? 0;
  await waitForOutput(child, log, /^waiting$/m);
  const tree = processTree(pid);
  t.equal(tree[0], pid);
  t.equal(tree.length, 2);
  t.equal(readFileSync(`/proc/${tree[1]}/comm`, 'utf8'), 'sleep\n');
  const memory = residentMemory(pid);
  t.ok(memory.VmRSS > 10 && memory.VmRSS < 1000);
  const [whole, ...parts] = memoryKinds;
  const sum = parts.reduce((total, kind) => total + memory[kind], 0);
  t.ok(Math.abs(memory[whole] - sum) < 1, 'the parts make the whole');
  t.ok(processorTime(pid) > 1, 'starting Node takes more than a millisecond');
  await stopProcess(child);
  t.equal(child.signalCode, 'SIGTERM');
  for (const each of tree.slice(1)) process.kill(each);
  t.same(residentMemory(pid).VmRSS, 0, 'what has gone has nothing');
});

t.test('a program that ends instead of getting ready is an error with what it wrote', async (t) => {
  const log = logOf(t);
  const child = startProcess(node, ['-e', 'console.log("no, thanks")'], { log });
  await t.rejects(waitForOutput(child, log, /^ready$/m), /ended before it was ready:\nno, thanks/);
});

t.test('a program that does not get ready in time is stopped', async (t) => {
  const log = logOf(t);
  const child = startProcess(node, ['-e', waits], { log });
  await waitForOutput(child, log, /^waiting$/m);
  await t.rejects(waitForOutput(child, log, /^ready$/m, 50), /was not ready in time:\nwaiting/);
  t.equal(child.signalCode, 'SIGTERM');
});

// The last one: nothing can be started after it.
t.test('an interruption stops everything and lets nothing start', async (t) => {
  const directory = t.testdir();
  const logs = [`${directory}/one`, `${directory}/two`];
  const stubborn = `process.on("SIGTERM", () => {}); ${waits}`;
  const children = [waits, stubborn].map((script, index) =>
    startProcess(node, ['-e', script], { log: logs[index] ?? '' }),
  );
  await Promise.all(children.map((child, index) => waitForOutput(child, logs[index] ?? '', /^waiting$/m)));
  await stopEverything();
  t.same(
    children.map(({ signalCode }) => signalCode),
    ['SIGTERM', 'SIGKILL'],
  );
  t.throws(() => startProcess(node, ['-e', ''], { log: logs[0] ?? '' }), /the benchmark is ending/);
});
