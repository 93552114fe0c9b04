/** The driver `portaudio` and a server that hangs. */
import t from 'tap';
import { naudiodonIsInstalled, PortAudioInstrument, startServer } from '../support/portAudioInstrument.js';

if (naudiodonIsInstalled()) {
  t.test('a server that hangs keeps it from nothing but sounding', async (t) => {
    const server = await startServer(t);
    const { program } = new PortAudioInstrument(t, server.environment);
    await program.writes(/^Ready/m);
    server.freeze();
    await program.writes(/\[AUDIO_SERVER_LOST\]/);
    await program.writes(/\[AUDIO_SERVER_HUNG\]/);
    t.same(await program.stop(), { status: 0, signal: null });
  });

  t.test('a server that hangs from the start is an error', async (t) => {
    const server = await startServer(t);
    server.freeze();
    const { program } = new PortAudioInstrument(t, server.environment);
    t.same(await program.ends(), { status: 1, signal: null });
    t.match(program.errors, /not opened within 5 s.*\[AUDIO_SERVER_HUNG\]\n.*systemctl --user restart/s);
  });
} else {
  t.test('without naudiodon it says what to install', async (t) => {
    const { program } = new PortAudioInstrument(t, {});
    t.same(await program.ends(), { status: 1, signal: null });
    t.match(program.errors, /naudiodon.*not installed.*\[AUDIO_UNAVAILABLE\]\n.*npm install naudiodon/s);
  });
}
