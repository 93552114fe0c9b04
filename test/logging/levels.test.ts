import t from 'tap';
import { levelNumbers, logLevels, parseLogLevel, syslogPriorities } from '../../src/logging/levels.js';

t.test('words in any case, and those of other programs', async (t) => {
  for (const level of logLevels) {
    t.equal(parseLogLevel(level), level);
    t.equal(parseLogLevel(` ${level.toUpperCase()} `), level);
  }
  t.equal(parseLogLevel('WARN'), 'warning');
  t.equal(parseLogLevel('Fatal'), 'critical');
  for (const word of ['', 'default', 'loud', 'constructor', '__proto__', 'toString']) {
    t.equal(parseLogLevel(word), undefined, JSON.stringify(word));
  }
});

t.test('the graver, the higher the number and the lower the priority', async (t) => {
  for (const [index, level] of logLevels.entries()) {
    const graver = logLevels[index + 1];
    if (graver === undefined) continue;
    t.ok(levelNumbers[level] < levelNumbers[graver], `${level} is below ${graver}`);
    t.ok(
      syslogPriorities[level] >= syslogPriorities[graver],
      `${level} has no higher priority than ${graver}`,
    );
  }
  t.same(
    [syslogPriorities.debug, syslogPriorities.info, syslogPriorities.warning, syslogPriorities.error],
    [7, 6, 4, 3],
    'as in syslog.h',
  );
});
