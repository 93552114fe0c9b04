/** libpipewire is initialized once, where there is one. That the driver opens then is shown in the guest. */
import koffi from 'koffi';
import t from 'tap';
import { initializePipeWire } from '../../src/synthesizer/pipeWire.js';

t.test('a machine without the library has no driver', (t) => {
  t.equal(initializePipeWire('libpipewire-of-nobody.so'), false);
  t.end();
});

t.test('the library is found and initialized, however often it is asked for', (t) => {
  t.equal(initializePipeWire(undefined, {}), true);
  t.equal(initializePipeWire('libpipewire-of-nobody.so'), true, 'nothing is loaded again');
  const level = koffi.load('libpipewire-0.3.so.0').symbol('pw_log_level', 'int');
  t.equal(koffi.decode(level, 'int'), 0, 'it prints nothing');
  t.end();
});
