/** The driver `portaudio` in the whole program: keys from a FIFO, PortAudio, ALSA's plugin, PipeWire. */
import t from 'tap';
import {
  isPitchOfQ,
  naudiodonIsInstalled,
  PortAudioInstrument,
  startServer,
} from '../support/portAudioInstrument.js';

if (naudiodonIsInstalled()) {
  t.test('it plays a key, prints nothing of PortAudio, and ends cleanly', async (t) => {
    const server = await startServer(t);
    const instrument = new PortAudioInstrument(t, server.environment);
    const { program } = instrument;
    await program.writes(/^Ready/m);
    t.match(program.output, /portaudio at 48000 Hz/);
    t.equal(program.children().length, 1);
    const pitch = await instrument.pitchOfQ(server);
    t.ok(isPitchOfQ(pitch), `${pitch} Hz`);
    t.same(await program.stop(), { status: 0, signal: null });
    t.equal(program.errors, '');
    t.match(program.output, /^Ready[^\n]*\n\n {2}notes +1\n/, 'its own lines alone');
  });

  t.test('a server that dies is told, and played to again once it is back', async (t) => {
    const server = await startServer(t);
    const instrument = new PortAudioInstrument(t, server.environment);
    const { program } = instrument;
    await program.writes(/^Ready/m);
    await server.kill();
    await program.writes(/\[AUDIO_SERVER_LOST\]/);
    await server.restart();
    await program.writes(/Audio is back \(portaudio\)/);
    const pitch = await instrument.pitchOfQ(server);
    t.ok(isPitchOfQ(pitch), `${pitch} Hz`);
    t.same(await program.stop(), { status: 0, signal: null });
  });

  t.test('a process that dies is replaced', async (t) => {
    const server = await startServer(t);
    const instrument = new PortAudioInstrument(t, server.environment);
    const { program } = instrument;
    await program.writes(/^Ready/m);
    const [first = 0] = program.children();
    process.kill(first, 'SIGKILL');
    await program.writes(/Audio is back \(portaudio\)/);
    t.notOk(program.children().includes(first));
    const pitch = await instrument.pitchOfQ(server);
    t.ok(isPitchOfQ(pitch), `${pitch} Hz`);
    t.same(await program.stop(), { status: 0, signal: null });
  });

  t.test('without any server PortAudio says what it lacks', async (t) => {
    const { program } = new PortAudioInstrument(t, {
      XDG_RUNTIME_DIR: t.testdir(),
      PULSE_SERVER: 'unix:/nonexistent',
    });
    t.same(await program.ends(), { status: 1, signal: null });
    t.match(program.errors, /PortAudio does not open: .*\[AUDIO_UNAVAILABLE\]/);
  });
} else {
  t.test('without naudiodon it says what to install', async (t) => {
    const { program } = new PortAudioInstrument(t, {});
    t.same(await program.ends(), { status: 1, signal: null });
    t.match(program.errors, /naudiodon.*not installed.*\[AUDIO_UNAVAILABLE\]\n.*npm install naudiodon/s);
  });
}
