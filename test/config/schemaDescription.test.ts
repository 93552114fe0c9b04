import t from 'tap';
import { settings } from '../../src/config/schema.js';
import { describeSchema } from '../../src/config/schemaDescription.js';

const { version, settings: described } = describeSchema();

t.test('every setting is described, and JSON can say it', async (t) => {
  t.equal(version, 1);
  t.same(Object.keys(described), [...settings.keys()]);
  t.strictSame(JSON.parse(JSON.stringify(described)), described);
});

t.test('type, range, default, unit, environment, and when it applies', async (t) => {
  t.strictSame(described['input.keyboard.base_octave'], {
    type: 'integer',
    minimum: 0,
    maximum: 9,
    doc: 'Octave of the key Q; 4 makes it MIDI note 48.',
    allowed: 'an integer from 0 to 9',
    default: 4,
    env: 'FW16_SYNTH_BASE_OCTAVE',
    applies: 'live',
    planned: false,
    otherNames: [],
  });
  t.match(described['audio.driver'], { type: 'enum', values: ['auto', 'pipewire'], applies: 'restart' });
  t.match(described['audio.gain_db'], { type: 'number', minimum: -60, maximum: 20, unit: 'dB' });
  t.match(described['log.level'], { otherNames: ['performance.log_level'] });
  t.match(described['touchpad.enabled'], { type: 'boolean', planned: true });
  t.match(described['input.devices'], { type: 'list', fields: { path: 'a path that begins with /' } });
  t.match(described['audio.soundfont'], { type: 'text', meaning: 'path' });
});

t.test('a default is of the type that is described', async (t) => {
  const types = {
    integer: 'number',
    number: 'number',
    boolean: 'boolean',
    enum: 'string',
    text: 'string',
    list: 'object',
  };
  for (const [key, { type, default: usual }] of Object.entries(described))
    t.equal(typeof usual, types[type], key);
});
