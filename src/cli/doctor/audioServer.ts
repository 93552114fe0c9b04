/** The sound server, and the quantum and rate that it really has: what it runs at decides on the latency. */
import type { AudioDriverName } from '../../synthesizer/audioDrivers.js';
import { type Check, type Finding, fault, ok, unknown, warning } from './check.js';
import type { ReadConfigured } from './configured.js';
import type { Machine } from './machine.js';

/** Frames above which playing feels late: 512 at 48 kHz are 10.7 ms a period. */
const latestFrames = 512;
const start = 'systemctl --user start pipewire pipewire-pulse wireplumber';
const nixosServer = 'services.pipewire = { enable = true; pulse.enable = true; jack.enable = true; };';
const nixosQuantum =
  'services.pipewire.extraConfig.pipewire."92-low-latency" = {\n  "context.properties"."default.clock.min-quantum" = 64;\n};';

/** @param read What is configured. */
export function audioServerCheck(read: ReadConfigured): Check {
  return { name: 'sound server', look: async (machine) => await lookFor(read().driver, machine) };
}

/** The server that a driver plays through. ALSA and PortAudio open devices themselves. */
async function lookFor(driver: AudioDriverName, machine: Machine): Promise<Finding> {
  switch (driver) {
    case 'auto':
      return await lookAtAny(machine);
    case 'pipewire':
      return machine.exists(pipewireSocket(machine))
        ? await lookAtPipeWire(machine)
        : notRunning(machine, 'PipeWire', ', and the driver pipewire needs it');
    case 'jack':
      return await lookForJack(machine);
    case 'pulseaudio':
      return await lookAtPulseAudio(
        machine,
        notRunning(machine, 'PulseAudio', ', and the driver pulseaudio needs it'),
      );
    default:
      return ok(`not needed by the driver ${driver}`);
  }
}

async function lookAtAny(machine: Machine): Promise<Finding> {
  if (machine.exists(pipewireSocket(machine))) return await lookAtPipeWire(machine);
  if (jackAnswers(machine)) return await lookAtJack(machine);
  const nothing = notRunning(machine, 'sound server', ': neither PipeWire, JACK nor PulseAudio');
  return await lookAtPulseAudio(machine, nothing);
}

/** PipeWire stands in for JACK where its libjack is loaded; the check of the driver tells when it may not be. */
async function lookForJack(machine: Machine): Promise<Finding> {
  if (jackAnswers(machine)) return await lookAtJack(machine);
  if (machine.exists(pipewireSocket(machine))) return await lookAtPipeWire(machine);
  return notRunning(machine, 'JACK server', ', and the driver jack needs it', 'jackd -d alsa -p 128');
}

function notRunning({ userName }: Machine, server: string, more: string, remedy = start): Finding {
  return fault(`no ${server} runs for ${userName}${more}`, remedy, nixosServer);
}

function runtimeFolder({ environment, userId }: Machine): string {
  return environment.XDG_RUNTIME_DIR || `/run/user/${userId}`;
}

/** Where PipeWire listens, if it runs. */
export function pipewireSocket(machine: Machine): string {
  const { PIPEWIRE_REMOTE: remote = 'pipewire-0', PIPEWIRE_RUNTIME_DIR: folder } = machine.environment;
  return remote.startsWith('/') ? remote : `${folder || runtimeFolder(machine)}/${remote}`;
}

async function lookAtPipeWire(machine: Machine): Promise<Finding> {
  const answer = await machine.ask('pw-metadata', ['-n', 'settings']);
  if (answer === undefined) {
    return unknown('PipeWire has its socket; pw-metadata, which tells its quantum, is not installed');
  }
  const settings = pipewireSettings(answer.stdout);
  if (answer.status !== 0 || settings.size === 0) {
    return fault(
      'PipeWire has its socket, and does not answer',
      'systemctl --user restart pipewire pipewire-pulse wireplumber',
    );
  }
  const rate = settings.get('clock.force-rate') || settings.get('clock.rate') || 0;
  const forced = settings.get('clock.force-quantum') ?? 0;
  const smallest = settings.get('clock.min-quantum') ?? 0;
  const usual = settings.get('clock.quantum') ?? 0;
  const running = await runningQuantum(machine);
  const now = running === undefined ? '' : `; runs at ${framesText(running.quantum, running.rate)} now`;
  if (forced > 0) {
    const text = `PipeWire, held at ${framesText(forced, rate)}${now}`;
    if (forced <= latestFrames) return ok(text);
    return warning(`${text}: notes come late`, 'pw-metadata -n settings 0 clock.force-quantum 0');
  }
  const text = `PipeWire, ${framesText(usual, rate)} when idle, down to ${smallest} frames when asked${now}`;
  if (smallest <= latestFrames) return ok(text);
  return warning(
    `${text}: notes come late`,
    'Allow smaller periods: pw-metadata -n settings 0 clock.min-quantum 64',
    nixosQuantum,
  );
}

/** The numbers in what `pw-metadata -n settings` prints. */
export function pipewireSettings(text: string): ReadonlyMap<string, number> {
  const lines = text.matchAll(/key:'([^']+)' value:'(\d+)'/g);
  return new Map([...lines].map(([, name = '', value]) => [name, Number(value)]));
}

/** Of the node that drives the graph, if one runs. Older versions of pw-top only draw on a screen. */
async function runningQuantum(machine: Machine): Promise<{ quantum: number; rate: number } | undefined> {
  const help = await machine.ask('pw-top', ['--help']);
  if (!help?.stdout.includes('--batch')) return undefined;
  const answer = await machine.ask('pw-top', ['-b', '-n', '2']);
  return answer === undefined ? undefined : busiestDriver(answer.stdout);
}

/** The first running driver of the last table that `pw-top -b` printed. */
export function busiestDriver(text: string): { quantum: number; rate: number } | undefined {
  const last = text.split(/^S\s+ID\s.*$/m).at(-1) ?? '';
  for (const line of last.split('\n')) {
    const match = /^R\s+\d+\s+(\d+)\s+(\d+)\s/.exec(line);
    if (match !== null && Number(match[1]) > 0 && Number(match[2]) > 0)
      return { quantum: Number(match[1]), rate: Number(match[2]) };
  }
  return undefined;
}

function framesText(frames: number, rate: number): string {
  const time = rate > 0 ? ` at ${rate} Hz (${((frames / rate) * 1000).toFixed(1)} ms)` : '';
  return `${frames} frames${time}`;
}

function jackAnswers({ environment, exists, userId }: Machine): boolean {
  return exists(`/dev/shm/jack_${environment.JACK_DEFAULT_SERVER ?? 'default'}_${userId}_0`);
}

async function lookAtJack(machine: Machine): Promise<Finding> {
  const quiet = { JACK_NO_START_SERVER: '1' };
  const [size, rate] = await Promise.all([
    machine.ask('jack_bufsize', [], quiet),
    machine.ask('jack_samplerate', [], quiet),
  ]);
  const frames = Number(/\d+/.exec(size?.stdout ?? '')?.[0] ?? 0);
  const hertz = Number(/(\d+)\s*$/.exec(rate?.stdout ?? '')?.[1] ?? 0);
  if (size === undefined)
    return unknown('a JACK server runs; jack_bufsize, which tells its period, is not installed');
  if (frames === 0)
    return fault('a JACK server runs, and does not answer', 'Restart it: jackd -d alsa -p 128');
  const text = `JACK, ${framesText(frames, hertz)}`;
  if (frames <= latestFrames) return ok(text);
  return warning(`${text}: notes come late`, 'Start it with smaller periods: jackd -d alsa -p 128');
}

/** @param missing What to find when it has no socket. */
async function lookAtPulseAudio(machine: Machine, missing: Finding): Promise<Finding> {
  const server = machine.environment.PULSE_SERVER;
  const socket = server ? server.replace(/^unix:/, '') : `${runtimeFolder(machine)}/pulse/native`;
  if (!machine.exists(socket)) return missing;
  const answer = await machine.ask('pactl', ['info']);
  if (answer === undefined)
    return unknown('PulseAudio has its socket; pactl, which asks it, is not installed');
  if (answer.status !== 0) {
    return fault(
      'PulseAudio has its socket, and does not answer',
      'systemctl --user restart pulseaudio',
      nixosServer,
    );
  }
  const name = /^Server Name: (.*)$/m.exec(answer.stdout)?.[1] ?? 'PulseAudio';
  const format = /^Default Sample Specification: (.*)$/m.exec(answer.stdout)?.[1] ?? 'an unknown format';
  if (name.includes('on PipeWire')) {
    return warning(
      `${name}, ${format}: its PulseAudio side adds tens of milliseconds`,
      'Set audio.driver to auto, which plays through PipeWire itself.',
      'programs.fw16-synth.settings.audio.driver = "auto";',
    );
  }
  return warning(
    `${name}, ${format}: PulseAudio adds tens of milliseconds`,
    'PipeWire or JACK answer faster. Debian: apt-get install pipewire-audio',
    nixosServer,
  );
}
