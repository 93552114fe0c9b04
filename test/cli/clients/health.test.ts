/** Where `--health-check` looks when there is no bus. The answers of a daemon are in `clients.test.ts`. */
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { healthCheck, healthLine } from '../../../src/cli/clients/health.js';
import { HealthFile } from '../../../src/daemon/healthFile.js';
import { type ErrorCode, SynthError } from '../../../src/errors/errors.js';

/** Writes a health, and checks with a bus that fails so. */
async function check(t: Test, code: ErrorCode, status?: 'healthy' | 'degraded' | 'failed'): Promise<number> {
  const path = join(t.testdir(), 'health.json');
  const file = new HealthFile(path, (sentence) => t.fail(sentence));
  if (status !== undefined) file.write({ status, reasons: [] });
  const connect = (): Promise<never> => Promise.reject(new SynthError(code, 'No.', 'Wait.'));
  return await healthCheck(connect, true, path);
}

t.test('without a bus, and with nobody on it, the file tells', async (t) => {
  for (const code of ['BUS_UNAVAILABLE', 'DAEMON_NOT_REACHABLE'] as const) {
    t.equal(await check(t, code, 'healthy'), 0);
    t.equal(await check(t, code, 'degraded'), 0, 'a container goes on');
    t.equal(await check(t, code, 'failed'), 1);
    t.equal(await check(t, code), 1, 'no file');
  }
});

t.test('a daemon that does not answer hangs, whatever it has written', async (t) => {
  t.equal(await check(t, 'TIMED_OUT', 'healthy'), 1);
});

t.test('one line, however many things are amiss and whatever they quote', async (t) => {
  t.equal(healthLine({ status: 'healthy', reasons: [] }), 'healthy');
  const reasons = ['It is lost.', 'It said:\n  no\nand ended.'];
  t.equal(healthLine({ status: 'degraded', reasons }), 'degraded: It is lost.; It said: no and ended.');
});
