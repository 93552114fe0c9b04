import t from 'tap';
import { Notifier } from '../../src/systemd/notifier.js';
import { withPatience } from '../../src/systemd/patience.js';
import { FakeInterval } from '../support/fakeInterval.js';

t.test('what takes long asks for more time until it is over', async (t) => {
  const clock = new FakeInterval();
  const sent: string[] = [];
  const notifier = new Notifier((state) => sent.push(state));
  let end: (value: string) => void = () => undefined;
  const result = withPatience(notifier, new Promise<string>((resolve) => (end = resolve)), clock.start);
  clock.advance(4_999);
  t.same(sent, [], 'nothing is asked for by what does not take long');
  clock.advance(5_001);
  t.same(sent, ['EXTEND_TIMEOUT_USEC=15000000', 'EXTEND_TIMEOUT_USEC=15000000']);
  end('loaded');
  t.equal(await result, 'loaded');
  clock.advance(60_000);
  t.equal(sent.length, 2);
});

t.test('nor does it when it has failed', async (t) => {
  const clock = new FakeInterval();
  const sent: string[] = [];
  const notifier = new Notifier((state) => sent.push(state));
  await t.rejects(withPatience(notifier, Promise.reject(new Error('no font')), clock.start), /no font/);
  clock.advance(60_000);
  t.same(sent, []);
});
