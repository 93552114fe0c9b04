import { spawn } from 'node:child_process';
import { once } from 'node:events';
import t from 'tap';
import { synthesizer } from '../../src/dbus/interfaces.js';
import { busName } from '../../src/dbus/names.js';
import { rateLimits } from '../../src/dbus/rateLimit.js';
import { BusFixture } from '../support/busFixture.js';
import type { FloodResult } from '../support/busFloodProcess.js';
import { sourcePath } from '../support/sourceTree.js';

const floodSeconds = 10;
/** Milliseconds: a bound against starving; some milliseconds are what was measured. */
const slowestAnswerMs = 5_000;

t.test('a client that calls as fast as it can is refused, and others are answered', async (t) => {
  const fixture = await BusFixture.start(t);
  const client = await fixture.client({ deadlineMs: slowestAnswerMs });
  const flood = startFlood(fixture.bus.address);
  const ended = once(flood.child, 'close');
  let over = false;
  void ended.then(() => {
    over = true;
  });
  let answered = 0;
  while (!over) {
    t.equal(await client.get(synthesizer, 'Octave'), 4);
    answered++;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const result = JSON.parse(flood.output()) as FloodResult;
  t.comment(`the flood: ${JSON.stringify(result)}; another client: ${answered} answers`);
  const allowed = rateLimits.burst + rateLimits.perSecond * (floodSeconds + 2);
  t.ok(result.answered >= rateLimits.burst, 'what may be called is answered');
  t.ok(result.answered <= allowed, `${result.answered} of at most ${allowed} are answered`);
  t.ok(result.refused > result.answered, 'the rest is refused');
  t.same(result.errors, [`${busName}.Error.LimitExceeded`]);
  t.equal(fixture.instrument.calls.length, result.answered, 'the instrument is spared');
  t.same(fixture.defects, []);
});

t.test('a client that is refused learns why, and is answered again after a rest', async (t) => {
  const fixture = await BusFixture.start(t, { limits: { perSecond: 20, burst: 5, clients: 10 } });
  const client = await fixture.client();
  const calls = Array.from({ length: 30 }, () => client.get(synthesizer, 'Octave'));
  const results = await Promise.allSettled(calls);
  const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  t.ok(results.length - refused.length >= 5);
  t.match(refused[0], {
    code: 'LIMIT_EXCEEDED',
    message: 'This client makes more than 20 calls a second.',
    remedy: /PropertiesChanged/,
  });
  t.match(refused.at(-1), { code: 'LIMIT_EXCEEDED', message: /without a message/ });
  const other = await fixture.client();
  t.equal(await other.get(synthesizer, 'Octave'), 4);
  for (let answer: unknown; answer !== 4; ) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    answer = await client.get(synthesizer, 'Octave').catch((error: unknown) => error);
  }
});

function startFlood(address: string): { child: ReturnType<typeof spawn>; output: () => string } {
  const program = new URL('../support/busFloodProcess.js', import.meta.url).pathname;
  const socket = address.slice('unix:path='.length);
  const child = spawn(process.execPath, [program, socket, String(floodSeconds)], {
    cwd: sourcePath('.'),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (text: Buffer) => {
    output += text.toString();
  });
  return { child, output: () => output };
}
