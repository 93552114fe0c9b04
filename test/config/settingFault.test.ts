import t from 'tap';
import { settingFault } from '../../src/config/settingFault.js';

t.test('a value that is allowed has no fault', async (t) => {
  t.equal(settingFault('--octave', 'input.keyboard.base_octave', 3), undefined);
  t.equal(settingFault('--driver', 'audio.driver', 'jack'), undefined);
});

t.test('a fault is told by the name that was given', async (t) => {
  t.equal(
    settingFault('--octave', 'input.keyboard.base_octave', 10),
    '--octave: must be an integer from 0 to 9: value was 10',
  );
});

t.test('the environment has no say', async (t) => {
  process.env.FW16_SYNTH_BASE_OCTAVE = '99';
  t.teardown(() => delete process.env.FW16_SYNTH_BASE_OCTAVE);
  t.equal(settingFault('--octave', 'input.keyboard.base_octave', 3), undefined);
});
