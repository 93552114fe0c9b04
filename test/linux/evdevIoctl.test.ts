import t from 'tap';
import { evdevRequest } from '../../src/linux/evdevIoctl.js';

t.test('the requests have the numbers that the macros of <linux/input.h> give', async (t) => {
  t.equal(evdevRequest.identity, 0x80084502, 'EVIOCGID');
  t.equal(evdevRequest.name(256), 0x81004506, 'EVIOCGNAME(256)');
  t.equal(evdevRequest.physicalPath(64), 0x80404507, 'EVIOCGPHYS(64)');
  t.equal(evdevRequest.properties(4), 0x80044509, 'EVIOCGPROP(4)');
  t.equal(evdevRequest.keyState(96), 0x80604518, 'EVIOCGKEY(96)');
  t.equal(evdevRequest.capabilities(1, 96), 0x80604521, 'EVIOCGBIT(EV_KEY, 96)');
  t.equal(evdevRequest.axis(0x35), 0x80184575, 'EVIOCGABS(ABS_MT_POSITION_X)');
  t.equal(evdevRequest.grab, 0x40044590, 'EVIOCGRAB');
  t.equal(evdevRequest.clock, 0x400445a0, 'EVIOCSCLOCKID');
});
