// npm test: makes the checkout ready and runs the tests, or those files that are named (compiled: dist/test/….js).
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { prepare, root } from './prepare.mjs';

prepare('play', 'test');
const report = `${root}dist/tests.tap`;
const { status } = spawnSync(
  process.execPath,
  [`${root}node_modules/.bin/tap`, 'run', `--output-file=${report}`, ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit' },
);
const totals = /^# \{ total: (\d+), pass: (\d+)/m.exec(readFileSync(report, 'utf8'));
if (totals === null) {
  console.error(`The tests did not come to an end; see ${report}.`);
  process.exit(1);
}
const [, total, passed] = totals.map(Number);
console.log(`${passed} passed, ${total - passed} failed`);
process.exit(status ?? 1);
