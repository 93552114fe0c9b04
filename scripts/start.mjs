// npm start: makes the checkout ready and runs the real daemon where it disturbs nobody: on a bus and in folders of its
// own. It is activated over D-Bus, plays the bundled performance through a FIFO that is its keyboard, and is asked what
// busctl would ask. With a command or options it runs `fw16-synth` with them instead.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { prepare, root } from './prepare.mjs';

prepare('play');
const main = `${root}dist/src/cli/main.js`;
const [, , ...options] = process.argv;
process.exit(options.length > 0 ? await runProgram(options) : await show());

/** Runs the program as it is. */
async function runProgram(args) {
  const program = spawn(process.execPath, [main, ...args], { stdio: 'inherit' });
  // A signal of the terminal reaches it twice, which does no harm; one that is meant for npm reaches it from here.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => program.kill(signal));
  const [status] = await once(program, 'exit');
  return status ?? 1;
}

async function show() {
  const folder = mkdtempSync(join(tmpdir(), 'fw16-synth-'));
  const children = [];
  const end = async () => {
    for (const child of children.reverse()) await stop(child);
    rmSync(folder, { recursive: true, force: true });
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => end().then(() => process.exit(130)));
  }
  try {
    return await perform(folder, children);
  } finally {
    await end();
  }
}

async function perform(folder, children) {
  const environment = privateEnvironment(folder);
  const fifo = join(folder, 'keyboard');
  spawnSync('mkfifo', [fifo]);
  await startBus(environment, children);
  say('A session bus and a keyboard of its own, and the daemon on them:');
  command(`fw16-synth daemon --device ${fifo}`);
  let daemon = await startDaemon(['--device', fifo], environment, children);
  const { DaemonClient } = await import(`${root}dist/src/dbus/client.js`);
  const { synthesizer } = await import(`${root}dist/src/dbus/interfaces.js`);
  let client = await DaemonClient.connect({ environment });
  showProperties(environment, await client.getAll(synthesizer));

  command(busctl('call', 'Activate'));
  let wav;
  try {
    await client.call(synthesizer, 'Activate', []);
  } catch (error) {
    if (error.code !== 'AUDIO_UNAVAILABLE') throw error;
    say(`${error.message}\nThe sound goes to a file instead.`);
    await client.close();
    await stop(children.pop());
    wav = join(process.cwd(), 'fw16-synth-demo.wav');
    writeFileSync(join(folder, 'wav.json'), JSON.stringify({ audio: { driver: 'file', file: wav } }));
    command(`fw16-synth daemon --device ${fifo} --config wav.json`);
    daemon = await startDaemon(
      ['--config', join(folder, 'wav.json'), '--device', fifo],
      environment,
      children,
    );
    client = await DaemonClient.connect({ environment });
    await client.call(synthesizer, 'Activate', []);
  }
  await client.listen();
  await client.call(synthesizer, 'Subscribe', []);
  const notes = await showNotes(client);
  await playInto(fifo);
  showProperties(environment, await client.getAll(synthesizer));
  command(busctl('call', 'Deactivate'));
  await client.call(synthesizer, 'Deactivate', []);
  await client.close();
  say(`${notes.count} notes were struck${wav === undefined ? '' : `; they are in ${wav}`}.`);
  command('systemctl --user stop fw16-synth');
  daemon.kill('SIGTERM');
  const [status] = await once(daemon, 'exit');
  say(`The daemon has ended with status ${status}.`);
  return notes.count > 0 ? status : 1;
}

/** Nothing of the user's is read or written; only the sound servers stay where they are. */
function privateEnvironment(folder) {
  const { XDG_RUNTIME_DIR: runtime, PULSE_SERVER: pulse } = process.env;
  for (const name of ['config', 'state']) mkdirSync(join(folder, name));
  return {
    ...process.env,
    ...(runtime === undefined ? {} : { PIPEWIRE_RUNTIME_DIR: runtime }),
    ...(runtime === undefined ? {} : { PULSE_SERVER: pulse ?? `unix:${runtime}/pulse/native` }),
    XDG_RUNTIME_DIR: folder,
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_STATE_HOME: join(folder, 'state'),
    DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(folder, 'bus')}`,
  };
}

async function startBus({ DBUS_SESSION_BUS_ADDRESS: address }, children) {
  const options = ['--session', `--address=${address}`, '--nofork', '--nopidfile', '--print-address'];
  const bus = spawn('dbus-daemon', options, { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(bus);
  await once(bus.stdout, 'data');
}

/** Starts the daemon, shows what it logs, and returns when it is on the bus. */
async function startDaemon(args, environment, children) {
  const daemon = spawn(process.execPath, [main, 'daemon', ...args], {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  children.push(daemon);
  createInterface({ input: daemon.stderr }).on('line', (line) => say(`  log: ${readable(line)}`));
  for (let tries = 0; tries < 600; tries++) {
    if (daemon.exitCode !== null) throw new Error(`the daemon has ended with status ${daemon.exitCode}`);
    const asked = spawnSync(process.execPath, [main, 'health'], { env: environment, stdio: 'ignore' });
    if (asked.status !== 3) return daemon;
    await delay(50);
  }
  throw new Error('the daemon does not come on the bus');
}

/** A line of the log without its braces. */
function readable(line) {
  try {
    const { level, category, message } = JSON.parse(line);
    return `${level.toLowerCase()} ${category}: ${message}`;
  } catch {
    return line;
  }
}

/** What `busctl` prints of the properties, by itself where it is installed. */
function showProperties(environment, values) {
  command('busctl --user introspect org.fw16synth.Synth1 /org/fw16synth/Synth1');
  const options = [
    `--address=${environment.DBUS_SESSION_BUS_ADDRESS}`,
    'introspect',
    '--no-pager',
    '--no-legend',
  ];
  const { status, stdout } = spawnSync(
    'busctl',
    [...options, 'org.fw16synth.Synth1', '/org/fw16synth/Synth1', 'org.fw16synth.Synth1.Synthesizer'],
    { encoding: 'utf8' },
  );
  if (status === 0) {
    say(
      stdout
        .split('\n')
        .filter((line) => / property /.test(line))
        .map((line) => `  ${line.trimEnd()}`)
        .join('\n'),
    );
    return;
  }
  for (const [name, value] of Object.entries(values)) say(`  .${name.padEnd(14)} ${JSON.stringify(value)}`);
}

/** Shows each note as the bus tells of it. */
async function showNotes(client) {
  const { noteName } = await import(`${root}dist/src/midi/noteNames.js`);
  const notes = { count: 0 };
  client.on('signal', ({ member, body }) => {
    if (member !== 'NoteStarted') return;
    notes.count++;
    const [, key, velocity, source] = body;
    const bar = '▇'.repeat(Math.max(1, Math.round(velocity / 8))).padEnd(16);
    say(`  NoteStarted ${noteName(key).padEnd(4)} ${bar} ${String(velocity).padStart(3)}  ${source}`);
  });
  return notes;
}

/** Writes the bundled recording into the FIFO, each event at its time. */
async function playInto(fifo) {
  const { readEvemu } = await import(`${root}dist/src/linux/evemu.js`);
  const { encodeInputEvent, inputEventSize } = await import(`${root}dist/src/linux/inputEvent.js`);
  const { monotonicUs } = await import(`${root}dist/src/linux/monotonicClock.js`);
  const { events } = readEvemu(`${root}dist/assets/demo.evemu`);
  const keyboard = openSync(fifo, 'w');
  const startUs = monotonicUs() + 300e3;
  const record = new DataView(new ArrayBuffer(inputEventSize));
  for (let index = 0; index < events.length; index++) {
    const dueUs = startUs + events.timeUs[index];
    const waitMs = (dueUs - monotonicUs()) / 1000;
    if (waitMs > 1) await delay(waitMs);
    encodeInputEvent(record, 0, dueUs, events.type[index], events.code[index], events.value[index]);
    writeSync(keyboard, record);
  }
  // The last notes ring out.
  await delay(1500);
}

function busctl(verb, method) {
  return `busctl --user ${verb} org.fw16synth.Synth1 /org/fw16synth/Synth1 org.fw16synth.Synth1.Synthesizer ${method}`;
}

async function stop(child) {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const deadline = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await once(child, 'exit');
  clearTimeout(deadline);
}

function command(text) {
  say(`\n$ ${text}`);
}

function say(text) {
  process.stdout.write(`${text}\n`);
}
