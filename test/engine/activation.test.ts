/** The order in which things are taken and given back. */
import t from 'tap';
import { Activation } from '../../src/engine/activation.js';
import type { AudioOutput } from '../../src/engine/audioOutput.js';
import type { DeviceTable } from '../../src/engine/deviceTable.js';
import type { PlayPath } from '../../src/engine/playPath.js';
import { SynthError } from '../../src/errors/errors.js';

function create(refusing: 'audio' | 'devices' | 'nothing' = 'nothing') {
  const done: string[] = [];
  const audio = {
    state: 'closed',
    open: () => {
      done.push('open audio');
      if (refusing === 'audio') throw new SynthError('AUDIO_UNAVAILABLE', 'no', 'none');
    },
    close: () => done.push('close audio'),
    release: () => {
      done.push('release audio');
      return undefined;
    },
  };
  const devices = {
    set: (requests: readonly unknown[]) => {
      done.push(`set ${requests.length} devices`);
      if (refusing === 'devices') throw new Error('a defect');
    },
    close: () => done.push('give devices back'),
  };
  const path = { panic: () => done.push('panic'), forgetRequests: () => done.push('forget') };
  const activation = new Activation({
    audio: audio as unknown as AudioOutput,
    devices: devices as unknown as DeviceTable,
    path: path as unknown as PlayPath,
    realtime: false,
    notify: ({ type }) => done.push(type),
  });
  return { activation, done };
}

t.test('audio before devices, and devices back before everything else', async (t) => {
  const { activation, done } = create();
  t.match(activation.begin([{ path: '/dev/a', kind: 'keyboard' }], 0), { how: 'not asked for' });
  t.equal(activation.active, true);
  t.same(done.splice(0), ['open audio', 'set 1 devices']);
  activation.end(1);
  t.equal(activation.active, false);
  t.same(done, ['give devices back', 'panic', 'forget', 'release audio']);
});

t.test('when something fails everything is as before', async (t) => {
  const withoutAudio = create('audio');
  t.throws(() => withoutAudio.activation.begin([], 0), { code: 'AUDIO_UNAVAILABLE' });
  t.equal(withoutAudio.activation.active, false);
  t.same(withoutAudio.done, ['open audio', 'give devices back', 'close audio']);

  const broken = create('devices');
  t.throws(() => broken.activation.begin([], 0), { message: 'a defect' });
  t.equal(broken.activation.active, false);
  t.same(broken.done, ['open audio', 'set 0 devices', 'give devices back', 'close audio']);
});
