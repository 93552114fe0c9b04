import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { Assembly } from '../../src/daemon/assembly.js';
import { Health } from '../../src/daemon/health.js';
import { StateKeeper } from '../../src/daemon/stateKeeper.js';
import { createLogger } from '../../src/logging/logger.js';
import { defaultLogSettings } from '../../src/logging/settings.js';

t.test('what cannot be written down is told once, with a remedy, until it can be', async (t) => {
  const folder = join(t.testdir({ state: 'a file where a folder is wanted' }), 'state');
  const health = new Health();
  const told: string[] = [];
  health.on('raised', ({ severity, fault }) => told.push(`${severity} ${fault.message}: ${fault.remedy}`));
  health.on('cleared', (code) => told.push(`cleared ${code}`));
  const log = createLogger(defaultLogSettings);
  const keeper = new StateKeeper({ health } as Assembly, log, { STATE_DIRECTORY: folder });
  keeper.recollect();

  keeper.forget();
  keeper.forget();
  t.equal(told.length, 1);
  t.match(told[0], /^warning The state cannot be kept: EEXIST: .*: ls -ld \S+state$/);
  t.notMatch(told[0], 'Error:');

  rmSync(folder);
  mkdirSync(folder);
  keeper.forget();
  t.same(told.slice(1), ['cleared OUTPUT_UNWRITABLE']);
  t.match(readFileSync(join(folder, 'activation.json'), 'utf8'), '"active":false');
});
