/**
 * Every operation that can hang, how long it may take, and what is said when it does. Nothing waits without a row here.
 */
import { type ErrorCode, SynthError } from './errors.js';

export interface Deadline {
  /** Milliseconds. */
  readonly ms: number;
  /** What the failure to answer in time is. */
  readonly code: ErrorCode;
  /** What did not happen, as a sentence without its end: "… within N s" follows. */
  readonly sentence: string;
  readonly remedy: string;
}

const seeStatus = 'See what it waits for: systemctl --user status fw16-synth';
const seeLog = 'Look at its log: journalctl --user -u fw16-synth';
const endProcess = 'End the process: kill -KILL the process id of fw16-synth. Then restart the sound server.';
const seeAudio = 'See whether the sound server answers: fw16-synth doctor';
const seeBus = 'See whether there is one: busctl --user status';
const seeLogind = 'See whether it runs: systemctl status systemd-logind';

function deadline(ms: number, code: ErrorCode, sentence: string, remedy: string): Deadline {
  return { ms, code, sentence, remedy };
}

export const deadlines = {
  // The play thread. Loading a large sound font from a slow disk is the longest part of a start; several drivers may be
  // tried by an activation, and PortAudio alone may take five seconds.
  start: deadline(30_000, 'ENGINE_NOT_RESPONDING', 'The play thread did not start', seeAudio),
  stop: deadline(5_000, 'ENGINE_NOT_RESPONDING', 'The play thread did not end', endProcess),
  activate: deadline(15_000, 'ENGINE_NOT_RESPONDING', 'The instrument did not become active', seeAudio),
  deactivate: deadline(5_000, 'ENGINE_NOT_RESPONDING', 'The instrument did not become inactive', seeAudio),
  command: deadline(2_000, 'TIMED_OUT', 'The play thread did not take a command', seeStatus),
  loadSoundFont: deadline(
    60_000,
    'ENGINE_NOT_RESPONDING',
    'The sound font was not loaded',
    'Name a smaller one.',
  ),
  probeSoundFont: deadline(20_000, 'SOUNDFONT_UNSAFE', 'The sound font was not proven safe', 'Name another.'),
  // The sound server.
  openPortAudio: deadline(5_000, 'AUDIO_SERVER_HUNG', 'PortAudio did not open', seeAudio),
  endPortAudio: deadline(1_000, 'AUDIO_SERVER_HUNG', 'The process of PortAudio did not end', seeAudio),
  /** From when the probe calls on the server. */
  probeAudio: deadline(4_000, 'AUDIO_SERVER_HUNG', 'The sound server did not answer', seeAudio),
  // The session bus. A method may try and load a sound font; a client waits a little longer than that.
  busCall: deadline(5_000, 'BUS_UNAVAILABLE', 'The session bus did not answer', seeBus),
  busMethod: deadline(80_000, 'TIMED_OUT', 'The daemon did not come to an answer', seeLog),
  busClose: deadline(500, 'BUS_UNAVAILABLE', 'The connection to the bus was not closed', seeStatus),
  clientCall: deadline(10_000, 'TIMED_OUT', 'The daemon did not answer', seeStatus),
  clientWork: deadline(90_000, 'TIMED_OUT', 'The daemon did not come to an end', seeStatus),
  // The system.
  logindConnect: deadline(5_000, 'LOGIND_UNAVAILABLE', 'logind did not answer', seeLogind),
  systemBusCall: deadline(5_000, 'LOGIND_UNAVAILABLE', 'The system bus did not answer', seeLogind),
  inhibitSleep: deadline(2_000, 'LOGIND_UNAVAILABLE', 'logind did not hold sleep back', seeLogind),
  // The files of a person. Each change takes some milliseconds.
  configurationLock: deadline(
    5_000,
    'CONFIG_UNWRITABLE',
    'Another change of the configuration did not end',
    "See which it is, and end it: pgrep -af 'config (set|rollback)'",
  ),
  /** A program that writes it may ask for a passphrase first. */
  configurationPipe: deadline(
    30_000,
    'CONFIG_INVALID',
    'The configuration was not written to its end',
    'Name a file, or see what the program that writes to the pipe waits for.',
  ),
  // The daemon.
  shutdown: deadline(
    10_000,
    'TIMED_OUT',
    'The daemon did not end',
    'End it: systemctl --user kill -s KILL fw16-synth',
  ),
  /** Altogether: a check may ask more than one program. */
  doctorCheck: deadline(
    10_000,
    'TIMED_OUT',
    'A check of doctor did not come to an end',
    'Ask again: fw16-synth doctor',
  ),
} as const satisfies Readonly<Record<string, Deadline>>;

export type DeadlineName = keyof typeof deadlines;

/** The error for an operation that has not ended in time. @param ms What it was given, where that was not the table's. */
export function missedDeadline(name: DeadlineName, ms: number = deadlines[name].ms): SynthError {
  const { code, sentence, remedy } = deadlines[name];
  return new SynthError(code, `${sentence} within ${ms / 1000} s.`, remedy);
}

/**
 * What an operation gives, if it gives it in time. It is not ended by this: whoever started it sees to that.
 * @throws SynthError of the table; what the operation throws goes on to the caller.
 */
export async function withinDeadline<Result>(
  name: DeadlineName,
  operation: Promise<Result>,
  ms: number = deadlines[name].ms,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const missed = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(missedDeadline(name, ms)), ms);
  });
  try {
    return await Promise.race([operation, missed]);
  } finally {
    clearTimeout(timer);
  }
}
