import t from 'tap';
import { health, presets, synthesizer } from '../../src/dbus/interfaces.js';
import { busName, pathOfDevice, rootPath } from '../../src/dbus/names.js';
import { objectManager, peer } from '../../src/dbus/standardInterfaces.js';
import { SynthError } from '../../src/errors/errors.js';
import { BusFixture } from '../support/busFixture.js';
import { someDevice, someFault } from '../support/fakeInstrument.js';
import { organ } from '../support/fakePresets.js';

const on = [busName, rootPath] as const;

t.test('every method does what it says', async (t) => {
  const fixture = await BusFixture.start(t);
  const { instrument } = fixture;
  const client = await fixture.client();
  const { calls } = instrument;
  await client.call(synthesizer, 'Activate', []);
  t.equal(await client.get(synthesizer, 'Active'), true);
  await client.call(synthesizer, 'Deactivate', []);
  await client.call(synthesizer, 'Toggle', []);
  await client.call(synthesizer, 'NoteOn', [60, 0]);
  await client.call(synthesizer, 'NoteOff', [127]);
  await client.call(synthesizer, 'Panic', []);
  await client.call(synthesizer, 'SelectProgram', [16_383, 127]);
  await client.call(synthesizer, 'LoadSoundFont', ['/fonts/Ünïcode Nr. 1.sf2']);
  await client.call(synthesizer, 'LoadSoundFont', ['']);
  t.same(await client.call(synthesizer, 'Reload', []), [['audio.gain_db', 'log.level'], ['log.level']]);
  t.same(calls, [
    ['activate'],
    ['deactivate'],
    ['toggle'],
    ['noteOn', 60, 0],
    ['noteOff', 127],
    ['panic'],
    ['selectProgram', 16_383, 127],
    ['loadSoundFont', '/fonts/Ünïcode Nr. 1.sf2'],
    ['loadSoundFont', ''],
    ['reload'],
  ]);
  t.same(fixture.defects, []);
});

t.test('busctl can do the same', async (t) => {
  const { bus, instrument } = await BusFixture.start(t);
  const { stdout } = await bus.busctl('call', ...on, synthesizer.name, 'Reload');
  t.equal(stdout.trim(), 'asas 2 "audio.gain_db" "log.level" 1 "log.level"');
  t.equal((await bus.busctl('set-property', ...on, synthesizer.name, 'Octave', 'i', '5')).status, 0);
  t.equal((await bus.busctl('get-property', ...on, synthesizer.name, 'Octave')).stdout.trim(), 'i 5');
  t.same(instrument.calls, [['reload'], ['set', 'Octave', 5]]);
  const refused = await bus.busctl('call', ...on, synthesizer.name, 'NoteOn', 'yy', '60', '200');
  t.equal(
    refused.stderr.trim(),
    'Call failed: The velocity of NoteOn cannot be 200. [INVALID_ARGUMENTS]\n  remedy: Give 0 to 127.',
  );
  const tree = await bus.busctl('tree', '--list', busName);
  t.match(tree.stdout.trim().split('\n'), [/^\/$/, '/org', '/org/fw16synth', rootPath, `${rootPath}/device`]);
  t.match(tree.stdout, pathOfDevice('event5'));
  const id = await bus.busctl('call', ...on, peer.name, 'GetMachineId');
  t.match(id.stdout, /^s "[0-9a-f]{32}"/);
});

t.test('every property is read', async (t) => {
  const fixture = await BusFixture.start(t);
  const { instrument } = fixture;
  const client = await fixture.client();
  t.same(await client.getAll(synthesizer), instrument.properties);
  for (const [name, value] of Object.entries(instrument.properties)) {
    t.same(await client.get(synthesizer, name as keyof typeof instrument.properties), value, name);
  }
  t.same(await client.getAll(health), { Status: 'degraded', Reasons: ['The audio server is gone.'] });
  t.same(await client.getAll(presets), { Current: 'Church organ' });
  t.same(await client.call(health, 'GetReport', []), [
    {
      status: 'degraded',
      reasons: ['The audio server is gone.'],
      alerts: [['warning', someFault.code, someFault.message, someFault.remedy, '2024-01-02T03:04:05.000Z']],
      figures: { uptime_seconds: 12.5, voices: 3, driver: 'jack', realtime: true },
    },
  ]);
});

t.test('every writable property is set, to the ends of its range and not beyond', async (t) => {
  const fixture = await BusFixture.start(t);
  const { instrument } = fixture;
  const client = await fixture.client();
  const rows = [
    ['Octave', 'i', [0, 9], [-1, 10]],
    ['Transpose', 'i', [-24, 24], [-25, 25]],
    ['Tempo', 'd', [20, 400, 119.5], [19.9, 400.1]],
    ['Gain', 'd', [-60, 20], [-60.1, 20.1]],
    ['Layer', 'b', [true, false], []],
    ['VelocityMode', 's', ['timing', 'pressure', 'position', 'combined', 'fixed'], ['', 'Fixed']],
    ['Arpeggiator', 's', ['off', 'up', 'down', 'up-down', 'random'], ['sideways']],
  ] as const;
  for (const [name, , good, bad] of rows) {
    for (const value of good) {
      await client.set(synthesizer, name, value);
      t.equal(instrument.properties[name], value, `${name} ${value}`);
    }
    const before = instrument.calls.length;
    for (const value of bad) {
      const set = client.set(synthesizer, name, value);
      await t.rejects(set, { code: 'INVALID_ARGUMENTS' }, `${name} ${value}`);
    }
    t.equal(instrument.calls.length, before, 'the instrument was not asked');
  }
  const { bus } = fixture;
  for (const [name, type] of rows) {
    const other = type === 's' ? ['i', '1'] : ['s', '1'];
    const { status, stderr } = await bus.busctl('set-property', ...on, synthesizer.name, name, ...other);
    t.equal(status, 1);
    t.match(stderr, `${name} is of type ${type}, but was given one of type ${other[0]}. [INVALID_ARGUMENTS]`);
  }
  const infinite = await bus.busctl('set-property', ...on, synthesizer.name, 'Tempo', 'd', 'inf');
  t.match(infinite.stderr, 'Tempo is not finite. [INVALID_ARGUMENTS]');
  t.equal(instrument.properties.Tempo, 119.5);
});

t.test('a set is answered when the instrument has taken it, and not before', async (t) => {
  const fixture = await BusFixture.start(t);
  const { instrument } = fixture;
  const client = await fixture.client();
  let open = (): void => undefined;
  instrument.gate = new Promise((resolve) => {
    open = resolve;
  });
  let answered = false;
  const set = client.set(synthesizer, 'Octave', 7).then(() => {
    answered = true;
  });
  // Another call is answered meanwhile, after the set has arrived.
  t.equal(await client.get(synthesizer, 'Octave'), 4);
  t.equal(answered, false);
  open();
  await set;
  t.equal(instrument.properties.Octave, 7);
});

t.test('arguments are checked', async (t) => {
  const fixture = await BusFixture.start(t);
  const { instrument } = fixture;
  const client = await fixture.client();
  const refused = { code: 'INVALID_ARGUMENTS' };
  await t.rejects(client.call(synthesizer, 'NoteOn', [128, 1]), refused);
  await t.rejects(client.call(synthesizer, 'NoteOff', [255]), refused);
  await t.rejects(client.call(synthesizer, 'SelectProgram', [16_384, 0]), refused);
  await t.rejects(client.call(synthesizer, 'SelectProgram', [0, 128]), refused);
  await t.rejects(client.call(synthesizer, 'LoadSoundFont', ['a.sf2']), refused);
  await t.rejects(client.call(synthesizer, 'LoadSoundFont', [`/${'a'.repeat(4096)}`]), refused);
  await t.rejects(client.call(presets, 'Load', ['ä'.repeat(201)]), refused);
  const { stderr } = await fixture.bus.busctl('call', ...on, synthesizer.name, 'NoteOn', 'ii', '60', '1');
  t.match(stderr, 'NoteOn takes (y key, y velocity), but was given (ii). [INVALID_ARGUMENTS]');
  const { stderr: none } = await fixture.bus.busctl('call', ...on, synthesizer.name, 'Panic', 's', 'x');
  t.match(none, 'Panic takes no arguments, but was given (s). [INVALID_ARGUMENTS]');
  t.same(instrument.calls, []);
});

t.test('what there is not has the errors of the specification', async (t) => {
  const { bus } = await BusFixture.start(t);
  const error = async (...args: string[]): Promise<string> => {
    // Only the monitor's form of busctl shows the names of errors; gdbus shows them always.
    const { stderr } = await bus.run('gdbus', 'call', '--session', '-d', busName, ...args);
    return /org\.freedesktop\.DBus\.Error\.(\w+)/.exec(stderr)?.[1] ?? stderr;
  };
  const root = ['-o', rootPath, '-m'];
  const get = `org.freedesktop.DBus.Properties`;
  t.equal(await error('-o', '/nowhere', '-m', `${synthesizer.name}.Panic`), 'UnknownObject');
  t.equal(await error(...root, `${busName}.Nothing.Panic`), 'UnknownInterface');
  t.equal(await error(...root, `${synthesizer.name}.Nothing`), 'UnknownMethod');
  t.equal(await error(...root, `${synthesizer.name}.toString`), 'UnknownMethod');
  t.equal(await error(...root, `${get}.Get`, synthesizer.name, 'Nothing'), 'UnknownProperty');
  t.equal(await error(...root, `${get}.Get`, synthesizer.name, 'constructor'), 'UnknownProperty');
  t.equal(await error(...root, `${get}.Get`, 'a.b', 'Nothing'), 'UnknownInterface');
  t.equal(await error(...root, `${get}.Set`, synthesizer.name, 'Active', '<true>'), 'PropertyReadOnly');
  t.equal(await error(...root, 'org.freedesktop.DBus.Peer.Ping', '1'), 'InvalidArgs');
});

t.test('what the instrument throws arrives as the same error', async (t) => {
  const fixture = await BusFixture.start(t);
  const { instrument } = fixture;
  const client = await fixture.client();
  const thrown = new SynthError('SOUNDFONT_UNSAFE', 'It [might] hang.\nSo.', 'Take another one:\n  ls');
  instrument.failure = thrown;
  await t.rejects(client.call(synthesizer, 'LoadSoundFont', ['/a.sf2']), thrown.toFault());
  instrument.failure = new SynthError('NOT_ACTIVE', 'It sleeps.', 'Wake it.');
  await t.rejects(client.call(synthesizer, 'NoteOn', [1, 1]), { code: 'NOT_ACTIVE' });
  t.same(fixture.defects, []);
  instrument.failure = new TypeError('x is undefined');
  await t.rejects(client.call(synthesizer, 'Panic', []), { message: /x is undefined/ });
  t.match(fixture.defects, [{ message: 'x is undefined' }], 'a defect is told of');
});

t.test('a value that cannot be sent is answered too', async (t) => {
  const fixture = await BusFixture.start(t);
  const { instrument } = fixture;
  const client = await fixture.client();
  instrument.properties = { ...instrument.properties, ProgramName: 'a\0b' };
  await t.rejects(client.get(synthesizer, 'ProgramName'), { message: /null byte/ });
  t.equal(await client.get(synthesizer, 'Program'), 5);
  instrument.emit('propertiesChanged', { ProgramName: 'c\0d' });
  t.equal(fixture.defects.length, 2);
});

t.test('presets', async (t) => {
  const fixture = await BusFixture.start(t);
  const { presets: library } = fixture;
  const client = await fixture.client();
  const row = [organ.name, organ.description, organ.tags, true, true];
  t.same(await client.call(presets, 'List', []), [[row]]);
  t.same(await client.call(presets, 'Search', ['organ']), [[row]]);
  t.same(await client.call(presets, 'Search', ['Orgel']), [[]]);
  await client.call(presets, 'Load', [organ.name]);
  await client.call(presets, 'Delete', [organ.name]);
  t.same(await client.call(presets, 'Undo', ['']), [organ.name]);
  t.same(await client.call(presets, 'Validate', [organ.name]), [
    ['The program 200 is not in the sound font.'],
  ]);
  await client.call(presets, 'SetFavourite', [organ.name, false]);
  const { bus } = fixture;
  const save = ['call', ...on, presets.name, 'Save', 'sa{sv}', 'Mine'];
  const options = ['3', 'description', 's', 'soft', 'tags', 'as', '1', 'pad', 'overwrite', 'b', 'true'];
  t.equal((await bus.busctl(...save, ...options)).status, 0);
  t.match((await bus.busctl(...save, '1', 'colour', 's', 'red')).stderr, 'Save has no option colour.');
  t.match((await bus.busctl(...save, '1', 'overwrite', 's', 'yes')).stderr, /overwrite of Save is of type b/);
  t.same(library.calls, [
    ['search', 'organ'],
    ['search', 'Orgel'],
    ['load', organ.name],
    ['delete', organ.name],
    ['undo', undefined],
    ['validate', organ.name],
    ['setFavourite', organ.name, false],
    ['save', 'Mine', { description: 'soft', tags: ['pad'], overwrite: true }],
  ]);
  await t.rejects(client.call(presets, 'Load', ['None']), { code: 'PRESET_NOT_FOUND' });
});

t.test('every signal arrives', async (t) => {
  const fixture = await BusFixture.start(t);
  const { instrument, presets: library } = fixture;
  const listener = await fixture.listener();
  instrument.change({ Octave: 2, ProgramName: 'Organ', Sustain: true, Version: '2' });
  instrument.report = { ...instrument.report, status: 'failed', reasons: ['Two', 'reasons'] };
  instrument.emit('statusChanged', 'degraded', 'failed', ['Two', 'reasons']);
  instrument.emit('alertRaised', { severity: 'critical', fault: someFault, since: '' });
  instrument.emit('alertCleared', 'DEVICE_LOST');
  library.emit('currentChanged', 'Other');
  library.emit('listChanged');
  const changed = ['Properties', 'PropertiesChanged'];
  t.same(await listener.next(9), [
    [...changed, synthesizer.name, { Octave: 2, ProgramName: 'Organ', Sustain: true }, []],
    [...changed, health.name, { Status: 'failed', Reasons: ['Two', 'reasons'] }, []],
    ['Health', 'StatusChanged', 'degraded', 'failed', ['Two', 'reasons']],
    ['Health', 'AlertRaised', 'critical', someFault.code, someFault.message, someFault.remedy],
    [...changed, health.name, { Reasons: ['Two', 'reasons'] }, []],
    ['Health', 'AlertCleared', 'DEVICE_LOST'],
    [...changed, health.name, { Reasons: ['Two', 'reasons'] }, []],
    [...changed, presets.name, { Current: 'Other' }, []],
    ['Presets', 'PresetsChanged'],
  ]);
  t.same(fixture.defects, []);
});

t.test('devices come, change and go', async (t) => {
  const fixture = await BusFixture.start(t);
  const { instrument } = fixture;
  const listener = await fixture.listener();
  const { client } = listener;
  const device = `${busName}.Device`;
  const shown = { ...someDevice, Events: 12_345n, DroppedSyncs: 1n };
  t.same(await client.call(objectManager, 'GetManagedObjects', []), [
    { [pathOfDevice('event5')]: { [device]: shown } },
  ]);
  const midi = { ...someDevice, Name: 'Piano', Node: '/dev/snd/midiC1D0', Kind: 'midi', Events: 0 };
  instrument.devices.set('midiC1D0', midi);
  instrument.emit('deviceAdded', 'midiC1D0', midi);
  const path = pathOfDevice('midiC1D0');
  const added = { [device]: { ...midi, Events: 0n, DroppedSyncs: 1n } };
  t.same(await listener.next(1), [['ObjectManager', 'InterfacesAdded', path, added]]);
  instrument.devices.set('midiC1D0', { ...midi, State: 'lost', Events: 7 });
  instrument.emit('deviceChanged', 'midiC1D0', { Events: 7 });
  instrument.emit('deviceChanged', 'midiC1D0', { State: 'lost', Events: 7 });
  t.same(
    await listener.next(1),
    [['Properties', 'PropertiesChanged', device, { State: 'lost' }, []]],
    'a counter is no news',
  );
  const { device: description } = await import('../../src/dbus/interfaces.js');
  t.equal(await client.get(description, 'Events', { path }), 7n);
  instrument.devices.delete('midiC1D0');
  instrument.emit('deviceRemoved', 'midiC1D0');
  t.same(await listener.next(1), [['ObjectManager', 'InterfacesRemoved', path, [device]]]);
  await t.rejects(client.get(description, 'Events', { path }), { code: 'INVALID_ARGUMENTS' });
});

t.test('a service that has ended tells nothing any more', async (t) => {
  const fixture = await BusFixture.start(t);
  const { instrument, service, presets: library } = fixture;
  const client = await fixture.client();
  await service.stop();
  t.equal(instrument.eventNames().length, 0);
  t.equal(library.eventNames().length, 0);
  await t.rejects(client.get(synthesizer, 'Octave'), { code: 'DAEMON_NOT_REACHABLE' });
});
