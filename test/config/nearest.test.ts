import t from 'tap';
import { nearestKey, nearestOf } from '../../src/config/nearest.js';

t.test('the nearest word, when one is near', async (t) => {
  const words = ['keyboard', 'touchpad', 'midi'];
  t.equal(nearestOf('keybord', words), 'keyboard');
  t.equal(nearestOf('mid', words), 'midi');
  t.equal(nearestOf('piano', words), undefined);
  t.equal(nearestOf('keybord', []), undefined);
  t.equal(nearestOf('m'.repeat(201), words), undefined);
});

t.test('capitals do not count, and the word is given as it is known', async (t) => {
  const variables = ['FW16_SYNTH_LOG_LEVEL', 'FW16_SYNTH_SOUND_FONT', 'FW16_SYNTH_AUDIO_DRIVER'];
  t.equal(nearestOf('FW16_SYNTH_AUDIO_DRIVR', variables), 'FW16_SYNTH_AUDIO_DRIVER');
  t.equal(nearestOf('FW16_SYNTH_SOUNDFONT', variables), 'FW16_SYNTH_SOUND_FONT');
  t.equal(nearestOf('Midi', ['keyboard', 'midi']), 'midi');
});

t.test('the nearest key, near as a whole or of another section', async (t) => {
  const keys = ['audio.driver', 'audio.gain_db', 'log.level'];
  t.equal(nearestKey('audio.drivr', keys), 'audio.driver');
  t.equal(nearestKey('log.gain_db', keys), 'audio.gain_db');
  t.equal(nearestKey('nothing.like_it', keys), undefined);
});
