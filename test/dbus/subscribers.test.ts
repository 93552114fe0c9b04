import t from 'tap';
import { Subscribers } from '../../src/dbus/subscribers.js';

t.test('notes are watched while there is somebody', async (t) => {
  const watched: boolean[] = [];
  const subscribers = new Subscribers((wanted) => watched.push(wanted));
  subscribers.remove(':1.1');
  subscribers.add(':1.1');
  subscribers.add(':1.1');
  subscribers.add(':1.2');
  t.same([...subscribers.names], [':1.1', ':1.2']);
  t.same(watched, [true]);
  subscribers.remove(':1.1');
  t.same(watched, [true]);
  subscribers.remove(':1.2');
  t.same(watched, [true, false]);
  subscribers.add(':1.3');
  subscribers.add(':1.4');
  subscribers.clear();
  t.same([...subscribers.names], []);
  t.same(watched, [true, false, true, false]);
});

t.test('there may be 64', async (t) => {
  const subscribers = new Subscribers(() => undefined);
  for (let client = 0; client < 64; client++) subscribers.add(`:1.${client}`);
  t.throws(() => subscribers.add(':1.64'), { code: 'LIMIT_EXCEEDED' });
  t.doesNotThrow(() => subscribers.add(':1.0'), 'who is subscribed already may say so again');
  subscribers.remove(':1.0');
  t.doesNotThrow(() => subscribers.add(':1.64'));
});
