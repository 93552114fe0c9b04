/** A key pressed on a FIFO is heard on a real sound server, at its pitch. */
import { join } from 'node:path';
import t from 'tap';
import { eventType, key, syn } from '../../src/linux/inputEventCodes.js';
import { monotonicUs } from '../../src/linux/monotonicClock.js';
import { encode } from '../support/deviceEvents.js';
import { FifoWriter, makeFifo } from '../support/fifo.js';
import { ForegroundProgram } from '../support/foregroundProgram.js';
import { JackServer } from '../support/jackServer.js';
import { PipewireServer } from '../support/pipewireServer.js';
import { medianPitchHz } from '../support/pitch.js';
import { onset, readWav } from '../support/wav.js';

/** Base octave 4 makes the key Q MIDI note 48, which is C3 in equal temperament with A4 at 440 Hz. */
const c3Hz = 440 * 2 ** ((48 - 69) / 12);
const semitone = 2 ** (1 / 12);

function press(writer: FifoWriter, code: number, value: 0 | 1): void {
  const nowUs = monotonicUs();
  writer.write(
    encode([
      [nowUs, eventType.key, code, value],
      [nowUs, eventType.syn, syn.report, 0],
    ]),
  );
}

t.test('JACK: the key Q sounds as 130.8 Hz, one octave key later as 261.6 Hz', async (t) => {
  const folder = t.testdir();
  const server = await JackServer.start(folder, 256);
  t.teardown(() => server.stop());
  const path = makeFifo(folder);
  const program = new ForegroundProgram(
    folder,
    { audio: { driver: 'jack' }, input: { devices: [{ path, kind: 'keyboard' }] } },
    server.environment,
  );
  t.teardown(() => program.stop());
  await program.writes(/^Ready in \d+ ms: .* jack at 48000 Hz/);
  const writer = new FifoWriter(path);
  t.teardown(() => writer.close());

  for (const pitch of [c3Hz, 2 * c3Hz]) {
    const file = join(folder, `${Math.round(pitch)}.wav`);
    const recording = await server.record(file, 'fw16-synth', 2);
    press(writer, key.q, 1);
    await recording.finish();
    press(writer, key.q, 0);
    press(writer, key.equal, 1);
    press(writer, key.equal, 0);
    const { left, sampleRate } = readWav(file);
    const begin = onset(left);
    t.ok(begin >= 0, 'it sounds');
    const heardHz = medianPitchHz(left.subarray(begin + 2400, begin + 48_000), sampleRate) ?? 0;
    t.ok(Math.abs(Math.log(heardHz / pitch)) < Math.log(semitone) / 4, `${heardHz} Hz is ${pitch} Hz`);
  }
  t.match(await program.stop(), { status: 0 });
  t.match(program.output, / {2}notes +2\n/);
});

t.test('PipeWire by its PulseAudio protocol: the same', async (t) => {
  const folder = t.testdir();
  const server = await PipewireServer.start({ pulse: true, quantum: 256 });
  t.teardown(() => server.stop());
  const path = makeFifo(folder);
  const program = new ForegroundProgram(
    folder,
    { audio: { driver: 'pulseaudio', buffer_size: 512 }, input: { devices: [{ path, kind: 'keyboard' }] } },
    server.environment,
  );
  t.teardown(() => program.stop());
  await program.writes(/^Ready in \d+ ms: .* pulseaudio at 48000 Hz/);
  const writer = new FifoWriter(path);
  t.teardown(() => writer.close());
  const recording = await server.record();
  press(writer, key.q, 1);
  const begin = await recording.onset();
  await recording.frames(begin + 48_000);
  press(writer, key.q, 0);
  const sound = recording.left(begin).subarray(2400, 48_000);
  const heardHz = medianPitchHz(sound, recording.sampleRate) ?? 0;
  t.ok(Math.abs(Math.log(heardHz / c3Hz)) < Math.log(semitone) / 4, `${heardHz} Hz is ${c3Hz} Hz`);
  t.match(await program.stop(), { status: 0 });
});
