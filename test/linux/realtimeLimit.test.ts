/** In child processes: a limit that was lowered stays so. */
import { execFileSync } from 'node:child_process';
import t from 'tap';
import { unlimited } from '../../src/linux/realtimeLimit.js';

const file = (name: string) => JSON.stringify(new URL(`../../src/linux/${name}.js`, import.meta.url).href);

/** What a module script, which has the functions of realtimeLimit.ts, gives as `report`. */
function inChild(script: string): unknown {
  const whole = `
    import { readFileSync } from 'node:fs';
    import { endRealtime, lowerRealtimeLimit, realtimeLimit } from ${file('realtimeLimit')};
    import { readScheduling, requestRealtime } from ${file('realtime')};
    let report;
    ${script}
    console.log(JSON.stringify(report, (_, value) => typeof value === 'bigint' ? String(value) : value));
  `;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', whole], { encoding: 'utf8' });
  return JSON.parse(output);
}

t.test('lowering', async (t) => {
  const report = inChild(`
    report = [realtimeLimit()];
    report.push(lowerRealtimeLimit({ soft: 100_000n, hard: 200_000n }), realtimeLimit());
    report.push(readFileSync('/proc/self/limits', 'utf8').match(/realtime timeout +(\\d+) +(\\d+)/).slice(1));
    report.push(lowerRealtimeLimit({ soft: 150_000n, hard: 400_000n }), realtimeLimit());
    report.push(lowerRealtimeLimit({ soft: 90_000n, hard: 50_000n }), realtimeLimit());
  `);
  const none = String(unlimited);
  t.same(report, [
    { soft: none, hard: none },
    0,
    { soft: '100000', hard: '200000' },
    ['100000', '200000'],
    0,
    { soft: '100000', hard: '200000' },
    0,
    { soft: '50000', hard: '50000' },
  ]);
});

t.test('an ordinary thread again', async (t) => {
  const [before, refused, after] = inChild(`
    const before = requestRealtime();
    report = [before, endRealtime(process.pid), readScheduling('afterwards')];
  `) as [{ policy: string; how: string }, number, unknown];
  t.equal(refused, 0);
  t.same(after, { policy: 'other', priority: 0, how: 'afterwards' });
  // Whether this machine lets the tests have a priority is its own business.
  t.equal(before.policy, before.how === 'set directly' ? 'fifo' : 'other');
});

t.test('a thread that there is not', async (t) => {
  t.equal(inChild('report = endRealtime(2 ** 30);'), 3, 'ESRCH');
});
