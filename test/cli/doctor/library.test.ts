import t from 'tap';
import { driverCheck } from '../../../src/cli/doctor/driver.js';
import { libraryCheck, nodeCheck } from '../../../src/cli/doctor/library.js';
import { SynthError } from '../../../src/errors/errors.js';
import { fakeMachine } from '../../support/fakeMachine.js';

function machine(said: unknown) {
  return fakeMachine({ programs: { [process.execPath]: JSON.stringify(said) } });
}

const automatic = driverCheck(() => ({ driver: 'auto', devices: [] }));

const facts = {
  version: '2.4.4',
  drivers: ['pipewire', 'jack'],
  candidates: ['pipewire', 'portaudio'],
  passedOver: [{ driver: 'jack', reason: 'no such server runs' }],
};

t.test('Node', async (t) => {
  t.match(await nodeCheck.look(fakeMachine({ nodeVersion: '24.1.0' })), { status: 'ok', found: '24.1.0' });
  t.match(await nodeCheck.look(fakeMachine({ nodeVersion: '18.20.4' })), { status: 'fault' });
});

t.test('the library, loaded once for both checks', async (t) => {
  const here = machine(facts);
  t.match(await libraryCheck.look(here), { status: 'ok', found: '2.4.4, with the drivers pipewire, jack' });
  t.match(await automatic.look(here), {
    status: 'ok',
    found: '"auto" tries pipewire, portaudio (jack: no such server runs)',
  });
  t.equal(here.asked.length, 1);
  t.match(here.asked[0], /libraryFactsProcess\.js$/);
});

t.test('no library', async (t) => {
  const fault = new SynthError('LIBRARY_MISSING', 'It is not there.', 'Install it.').toFault();
  const here = machine({ fault });
  t.match(await libraryCheck.look(here), {
    status: 'fault',
    found: 'It is not there.',
    remedy: 'Install it.',
  });
  t.match(await automatic.look(here), { status: 'unknown' });
});

t.test('a process that dies', async (t) => {
  for (const answer of [{ status: null }, { status: 0, stdout: 'rubbish' }]) {
    const here = fakeMachine({ programs: { [process.execPath]: answer } });
    t.match(await libraryCheck.look(here), { status: 'unknown' });
  }
});
