import { existsSync } from 'node:fs';
import t, { type Test } from 'tap';
import { hasBit, keyBitmapSize } from '../../src/linux/bitmap.js';
import { errnoCode } from '../../src/linux/errno.js';
import { grabFault, LinuxEvdevDevice, openError } from '../../src/linux/evdevDevice.js';
import { abs, eventType, key, syn } from '../../src/linux/inputEventCodes.js';
import { EventLog } from '../support/deviceEvents.js';
import { FakeEventNode, type NodeDescription } from '../support/fakeEventNode.js';

const path = '/dev/input/event3';
const nowUs = 9e6;

const keyboard: NodeDescription = {
  name: 'Framework Laptop 16 Keyboard Module - ANSI',
  identity: [3, 0x32ac, 0x0012, 0x0111],
  keys: [key.q, key.p, key.a, key.z, key.enter],
};

function open(description = keyboard): { node: FakeEventNode; device: LinuxEvdevDevice; log: EventLog } {
  const node = new FakeEventNode(description);
  const device = new LinuxEvdevDevice(path, 'keyboard', node);
  node.calls.length = 0;
  return { node, device, log: new EventLog() };
}

/** The key events that were handed on, as code and value. */
function keys(log: EventLog): number[][] {
  return log.events.filter(([, type]) => type === eventType.key).map(([, , code, value]) => [code, value]);
}

t.test('opening asks who it is, and has its times on the monotonic clock', async (t) => {
  const node = new FakeEventNode(keyboard);
  const device = new LinuxEvdevDevice(path, 'keyboard', node);
  t.same(node.calls, [`open ${path} 02004000`, 'clock 1'], 'read only, non-blocking, close on exec');
  t.match(device, {
    path,
    kind: 'keyboard',
    fd: node.fd,
    name: 'Framework Laptop 16 Keyboard Module - ANSI',
    identity: { bus: 3, vendor: 0x32ac, product: 0x12, version: 0x111 },
    axes: [],
    grab: 'none',
    droppedSyncs: 0,
  });
});

t.test('capabilities', async (t) => {
  const { device } = open();
  const keyBits = device.capabilities(eventType.key, keyBitmapSize);
  t.equal(hasBit(keyBits, key.enter), true);
  t.equal(hasBit(keyBits, key.b), false);
});

t.test('axis ranges', async (t) => {
  const axes = new Map([
    [abs.mtSlot, [2, 0, 4, 0, 0, 0]],
    [abs.mtPositionX, [1700, 0, 3841, 8, 1, 31]],
    [abs.mtPositionY, [0, -5, 2392, 0, 0, 31]],
  ]);
  t.same(open({ axes }).device.axes, [
    { code: abs.mtSlot, minimum: 0, maximum: 4, fuzz: 0, flat: 0, resolution: 0 },
    { code: abs.mtPositionX, minimum: 0, maximum: 3841, fuzz: 8, flat: 1, resolution: 31 },
    { code: abs.mtPositionY, minimum: -5, maximum: 2392, fuzz: 0, flat: 0, resolution: 31 },
  ]);
});

t.test('a node without a name has its path', async (t) => {
  t.equal(open({}).device.name, path);
});

t.test('a name as long as the kernel gives', async (t) => {
  const name = 'x'.repeat(300);
  t.equal(open({ name }).device.name, name.slice(0, 256));
});

t.test('what cannot be opened', async (t) => {
  const cases = [
    [errnoCode.ENOENT, 'DEVICE_NOT_FOUND', `There is no device at ${path}.`],
    [errnoCode.ENODEV, 'DEVICE_NOT_FOUND', `There is no device at ${path}.`],
    [errnoCode.ENXIO, 'DEVICE_NOT_FOUND', `There is no device at ${path}.`],
    [errnoCode.EACCES, 'DEVICE_ACCESS_DENIED', `Reading ${path} is not permitted.`],
    [errnoCode.EPERM, 'DEVICE_ACCESS_DENIED', `Reading ${path} is not permitted.`],
    [errnoCode.EMFILE, 'DEVICE_FAILED', `${path} could not be opened (EMFILE).`],
  ] as const;
  for (const [errno, code, message] of cases) {
    const node = new FakeEventNode(keyboard);
    node.openError = errno;
    t.throws(() => new LinuxEvdevDevice(path, 'keyboard', node), { name: 'SynthError', code, message });
    t.equal(node.calls.length, 1, 'there is nothing to close');
    t.match(openError(path, errno), { code });
  }
});

t.test('a file that is no event node is closed again', async (t) => {
  const node = new FakeEventNode();
  node.plain = true;
  t.throws(() => new LinuxEvdevDevice(path, 'keyboard', node), {
    code: 'DEVICE_UNSUITABLE',
    message: `${path} is not an event node of the kernel (ENOTTY).`,
    remedy: /^Give a path under \/dev\/input\//,
  });
  t.equal(node.calls.at(-1), `close ${node.fd}`);
});

t.test('the real kernel refuses what is no event node', async (t) => {
  t.throws(() => new LinuxEvdevDevice('/dev/null', 'keyboard'), {
    code: 'DEVICE_UNSUITABLE',
    message: '/dev/null is not an event node of the kernel (ENOTTY).',
  });
  const missing = '/dev/input/event99999';
  t.equal(existsSync(missing), false);
  t.throws(() => new LinuxEvdevDevice(missing, 'keyboard'), { code: 'DEVICE_NOT_FOUND' });
});

t.test('events are handed on as they are', async (t) => {
  const { node, device, log } = open();
  t.equal(device.read(nowUs, log), 'open');
  node.key(key.q, 1);
  node.key(key.q, 2);
  node.push([node.timeUs, 0x1e, 0xffff, -5]);
  node.key(key.q, 0);
  t.equal(device.read(nowUs, log), 'open');
  t.same(log.events, [
    [1_001_000, eventType.key, key.q, 1],
    [1_001_000, eventType.syn, syn.report, 0],
    [1_002_000, eventType.key, key.q, 2],
    [1_002_000, eventType.syn, syn.report, 0],
    [1_002_000, 0x1e, 0xffff, -5],
    [1_003_000, eventType.key, key.q, 0],
    [1_003_000, eventType.syn, syn.report, 0],
  ]);
  t.same(log.resyncs, []);
});

t.test('a signal in the middle of a read is no loss', async (t) => {
  const { node, device, log } = open();
  node.key(key.q, 1);
  node.interruptions = 2;
  t.equal(device.read(nowUs, log), 'open');
  t.same(keys(log), [[key.q, 1]]);
});

t.test('a device that is pulled out', async (t) => {
  const { node, device, log } = open();
  node.gone = true;
  t.equal(device.read(nowUs, log), 'lost');
  device.close();
  t.same(node.calls, [`close ${node.fd}`]);
});

t.test('closing', async (t) => {
  const { node, device } = open();
  device.requestGrab();
  device.close();
  device.close();
  t.same(node.calls, ['grab', 'ungrab', `close ${node.fd}`], 'once, and the grab first');
  t.equal(device.grab, 'none');
});

t.test('grab', async (t) => {
  t.test('at once when no key is down', async (t) => {
    const { node, device } = open();
    t.equal(device.requestGrab(), 'held');
    t.equal(device.requestGrab(), 'held', 'asking again changes nothing');
    t.same(node.calls, ['grab']);
    device.releaseGrab();
    device.releaseGrab();
    t.same(node.calls, ['grab', 'ungrab']);
    t.equal(device.grab, 'none');
  });

  t.test('waits until every key is up, so that the desktop gets their releases', async (t) => {
    const { node, device, log } = open();
    node.key(key.enter, 1);
    node.key(key.q, 1);
    t.equal(device.requestGrab(), 'waiting');
    node.key(key.enter, 0);
    device.read(nowUs, log);
    t.equal(device.grab, 'waiting', 'Q is down yet');
    node.key(key.q, 0);
    device.read(nowUs, log);
    t.equal(device.grab, 'held');
    t.same(node.calls, ['grab']);
  });

  t.test('is given back when a key goes down between the look and the grab', async (t) => {
    const { node, device, log } = open();
    let looks = 0;
    node.beforeKeyState = () => {
      looks++;
      if (looks === 2) node.key(key.enter, 1);
    };
    t.equal(device.requestGrab(), 'waiting');
    t.same(node.calls, ['grab', 'ungrab']);
    node.key(key.enter, 0);
    device.read(nowUs, log);
    t.equal(device.grab, 'held');
  });

  t.test('another program has it', async (t) => {
    const { node, device, log } = open();
    node.grabbedElsewhere = true;
    t.equal(device.requestGrab(), 'refused');
    t.match(grabFault(device), {
      code: 'DEVICE_GRABBED',
      category: 'recoverable',
      message: `Another program has grabbed ${keyboard.name} (${path}), so its keys do not arrive here.`,
      remedy: `Stop the other program; to see which one has it open: sudo fuser -v ${path}`,
    });
    device.read(nowUs, log);
    t.same(node.calls, ['grab'], 'it is not asked for again on every read');
    node.grabbedElsewhere = false;
    t.equal(device.requestGrab(), 'held', 'but when it is wanted again');
    device.close();
    t.same(node.calls, ['grab', 'grab', 'ungrab', `close ${node.fd}`]);
  });

  t.test('the other program lets go: the grab is taken when its keys arrive here and are up', async (t) => {
    const { node, device, log } = open();
    node.grabbedElsewhere = true;
    t.equal(device.requestGrab(), 'refused');
    node.grabbedElsewhere = false;
    node.key(key.q, 1);
    device.read(nowUs, log);
    t.equal(device.grab, 'waiting', 'not while a key is down');
    node.key(key.q, 0);
    device.read(nowUs + 1, log);
    t.equal(device.grab, 'held');
    t.same(keys(log), [
      [key.q, 1],
      [key.q, 0],
    ]);
  });

  t.test('a refused grab is not released', async (t) => {
    const { node, device } = open();
    node.grabbedElsewhere = true;
    device.requestGrab();
    device.close();
    t.same(node.calls, ['grab', `close ${node.fd}`]);
  });
});

/** Asking what is down makes the kernel drop queued key events; what they said is then to be made up for. */
t.test('key events that are dropped by the question for the key state', async (t) => {
  t.test('a release that came between the read and the question', async (t) => {
    const { node, device, log } = open();
    node.key(key.q, 1);
    t.equal(device.requestGrab(), 'waiting', 'the press is dropped here');
    t.equal(device.read(nowUs, log), 'open');
    t.same(log.resyncs, [{ timeUs: nowUs, held: [key.q] }], 'and told');
    let looks = 0;
    node.beforeKeyState = () => {
      if (looks++ === 0) node.key(key.q, 0);
    };
    device.read(nowUs + 1, log);
    t.equal(device.grab, 'held');
    t.same(log.resyncs[1], { timeUs: nowUs + 1, held: [] });
    t.same(keys(log), []);
  });

  t.test('what was down before the device was opened is not told', async (t) => {
    const node = new FakeEventNode(keyboard);
    node.held.add(key.enter);
    const device = new LinuxEvdevDevice(path, 'keyboard', node);
    const log = new EventLog();
    t.equal(device.requestGrab(), 'waiting');
    device.read(nowUs, log);
    t.same(log.resyncs, []);
    node.key(key.enter, 0);
    device.read(nowUs, log);
    t.same(log.resyncs, []);
    t.same(keys(log), [[key.enter, 0]]);
    t.equal(device.grab, 'held');
  });

  t.test('nothing is told when nothing was dropped', async (t) => {
    const { node, device, log } = open();
    device.requestGrab();
    node.key(key.q, 1);
    device.read(nowUs, log);
    t.same(log.resyncs, [], 'the answer to an old question says nothing about a new key');
    for (const value of [2, 0]) node.key(key.q, value);
    device.read(nowUs, log);
    t.same(log.resyncs, []);
    t.same(keys(log), [
      [key.q, 1],
      [key.q, 2],
      [key.q, 0],
    ]);
  });
});

t.test('the buffer of the kernel overran', async (t) => {
  /** A node whose queue was thrown away while A was released, Z pressed and the rest lost. */
  function overrun(): ReturnType<typeof open> {
    const all = open();
    all.node.key(key.a, 1);
    all.device.read(nowUs, all.log);
    all.log.take();
    all.node.key(key.a, 0);
    all.node.key(key.z, 1);
    for (let i = 0; i < 40; i++) all.node.push([all.node.timeUs, eventType.msc, 4, i]);
    for (let i = 0; i < 21; i++) all.node.push([all.node.timeUs, eventType.msc, 4, i]);
    return all;
  }

  t.test('the rest of the frame is skipped, and then the keys are asked for', async (t: Test) => {
    const { node, device, log } = overrun();
    device.read(nowUs, log);
    t.equal(device.droppedSyncs, 1);
    t.same(log.events, [], 'a frame whose beginning is gone');
    t.same(log.resyncs, []);
    node.timeUs = 2e6;
    node.push([node.timeUs, eventType.syn, syn.report, 0]);
    device.read(nowUs, log);
    t.same(log.resyncs, [{ timeUs: 2e6, held: [key.z] }]);
    t.same(log.events, [], 'the report ends that frame and is none of its own');
    node.key(key.z, 0);
    device.read(nowUs, log);
    t.same(keys(log), [[key.z, 0]], 'and on it goes');
  });

  t.test('key events that were read before the question are older than the answer', async (t) => {
    const { node, device, log } = overrun();
    node.push([node.timeUs, eventType.syn, syn.report, 0]);
    node.key(key.q, 1);
    node.push([node.timeUs, eventType.msc, 4, 7]);
    // The release is in the queue when the question is asked, which drops it.
    node.beforeKeyState = () => node.key(key.q, 0);
    device.read(nowUs, log);
    t.same(log.resyncs.length, 1);
    t.same(log.resyncs[0]?.held, [key.z]);
    t.same(keys(log), [], 'so Q is not left down');
    t.ok(
      log.events.some(([, type]) => type === eventType.msc),
      'other events are handed on',
    );
  });

  t.test('twice in one read', async (t) => {
    const { node, device, log } = overrun();
    node.push([node.timeUs, eventType.syn, syn.report, 0]);
    node.push([node.timeUs, eventType.syn, syn.dropped, 0]);
    node.push([node.timeUs, eventType.syn, syn.report, 0]);
    device.read(nowUs, log);
    t.equal(device.droppedSyncs, 2);
    t.equal(log.resyncs.length, 2);
  });

  t.test('and the device is gone before it can be asked', async (t) => {
    const { node, device, log } = overrun();
    node.push([node.timeUs, eventType.syn, syn.report, 0]);
    node.beforeKeyState = undefined;
    const ioctl = node.ioctl;
    node.ioctl = (fd, request, argument) => {
      node.gone = true;
      return ioctl(fd, request, argument);
    };
    t.equal(device.read(nowUs, log), 'lost');
    t.same(log.resyncs.length, 1);
    t.equal(log.resyncs[0]?.held, null, 'no key can be down any more');
  });
});
