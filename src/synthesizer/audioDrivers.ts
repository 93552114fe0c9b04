/**
 * Which audio drivers to try, in which order. Only what is likely to open is tried, because a sound server's library
 * complains on the terminal when its server is not there; and ALSA is never taken by fallback while a sound server
 * runs for the user, because that would keep the server from its own device.
 */
import { existsSync } from 'node:fs';
import { SynthError } from '../errors/errors.js';

/** `auto`, or one driver by its name. `file` renders to a WAV file in real time; `none` opens nothing. */
export const audioDriverNames = [
  'auto',
  'pipewire',
  'jack',
  'pulseaudio',
  'alsa',
  'portaudio',
  'file',
  'none',
] as const;
export type AudioDriverName = (typeof audioDriverNames)[number];

/** What the machine shows of sound servers; a test may stand in for it. */
export interface AudioSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly userId: number;
  exists(path: string): boolean;
}

export const machineSurroundings: AudioSurroundings = {
  environment: process.env,
  userId: process.getuid?.() ?? 0,
  exists: existsSync,
};

/** A driver that is not worth trying, and why: for the error that names them all. */
export interface PassedOver {
  readonly driver: AudioDriverName;
  readonly reason: string;
}

export interface DriverPlan {
  /** In the order in which to try them. */
  readonly candidates: readonly AudioDriverName[];
  readonly passedOver: readonly PassedOver[];
}

function runtimePath({ environment, userId }: AudioSurroundings, name: string): string {
  return `${environment.XDG_RUNTIME_DIR ?? `/run/user/${userId}`}/${name}`;
}

function pipewireRuns(surroundings: AudioSurroundings): boolean {
  const remote = surroundings.environment.PIPEWIRE_REMOTE ?? 'pipewire-0';
  return surroundings.exists(remote.startsWith('/') ? remote : runtimePath(surroundings, remote));
}

function pulseaudioRuns(surroundings: AudioSurroundings): boolean {
  const server = surroundings.environment.PULSE_SERVER;
  if (server === undefined || server === '')
    return surroundings.exists(runtimePath(surroundings, 'pulse/native'));
  return server.startsWith('unix:') ? surroundings.exists(server.slice('unix:'.length)) : true;
}

function jackRuns(surroundings: AudioSurroundings): boolean {
  const { environment, userId } = surroundings;
  // The PipeWire replacement of libjack is put in place by pw-jack through the library path.
  if (/pipewire.*\/jack/.test(environment.LD_LIBRARY_PATH ?? '')) return pipewireRuns(surroundings);
  const server = environment.JACK_DEFAULT_SERVER ?? 'default';
  return surroundings.exists(`/dev/shm/jack_${server}_${userId}_0`);
}

/**
 * The drivers to try for a configured name.
 * @param known The drivers that this build of libfluidsynth has.
 * @throws SynthError AUDIO_DRIVER_UNKNOWN for a driver that the library was built without.
 */
export function planDrivers(
  name: AudioDriverName,
  known: readonly string[],
  surroundings: AudioSurroundings = machineSurroundings,
): DriverPlan {
  if (name !== 'auto') {
    if (name !== 'portaudio' && name !== 'none' && !known.includes(name)) {
      throw new SynthError(
        'AUDIO_DRIVER_UNKNOWN',
        `This build of FluidSynth has no ${name} driver; it has ${known.join(', ')}.`,
        'Set audio.driver to auto, or to one of those.',
      );
    }
    return { candidates: [name], passedOver: [] };
  }
  const candidates: AudioDriverName[] = [];
  const passedOver: PassedOver[] = [];
  const servers: [AudioDriverName, boolean][] = [
    ['pipewire', pipewireRuns(surroundings)],
    ['jack', jackRuns(surroundings)],
    ['pulseaudio', pulseaudioRuns(surroundings)],
  ];
  for (const [driver, runs] of servers) {
    if (!runs) passedOver.push({ driver, reason: 'no such server runs' });
    else if (!known.includes(driver))
      passedOver.push({ driver, reason: 'this FluidSynth was built without it' });
    else candidates.push(driver);
  }
  if (pipewireRuns(surroundings) || pulseaudioRuns(surroundings)) {
    passedOver.push({ driver: 'alsa', reason: 'a sound server owns the device' });
  } else if (!surroundings.exists('/dev/snd')) {
    passedOver.push({ driver: 'alsa', reason: 'there is no sound card' });
  } else candidates.push('alsa');
  candidates.push('portaudio');
  return { candidates, passedOver };
}

/** What to do when a driver does not open (`start`), or no longer plays (`restart`). */
export function driverRemedy(driver: AudioDriverName, action: 'start' | 'restart'): string {
  const verb = action === 'start' ? 'Start' : 'Restart';
  switch (driver) {
    case 'jack':
      return `${verb} the JACK server: jackd -d alsa; or have PipeWire stand in for it: pw-jack fw16-synth`;
    case 'alsa':
      return 'See which program has the sound card: fuser -v /dev/snd/*';
    case 'file':
      return 'Set audio.file to a file in a folder of yours, on a disk with room: df -h';
    default:
      return `${verb} the sound server: systemctl --user ${action} pipewire pipewire-pulse wireplumber`;
  }
}

/**
 * The error when no driver opened.
 * @param reasons What each candidate said, in their order.
 */
export function noDriverError(plan: DriverPlan, reasons: readonly SynthError[] = []): SynthError {
  // A driver that was asked for by its name knows best what to do.
  if (plan.passedOver.length === 0 && plan.candidates.length === 1 && reasons[0] !== undefined)
    return reasons[0];
  const tried =
    plan.candidates.length === 0 ? 'none was worth trying' : `tried ${plan.candidates.join(', ')}`;
  const passed = plan.passedOver.map(({ driver, reason }) => `${driver}: ${reason}`).join('; ');
  return new SynthError(
    'AUDIO_UNAVAILABLE',
    `No audio driver could be opened (${tried}${passed === '' ? '' : `; ${passed}`}).`,
    driverRemedy('auto', 'start'),
  );
}
