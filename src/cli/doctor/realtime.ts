/** What the play thread and the audio thread need to come first: limits, or rtkit. */
import { type Check, ok, unknown, warning } from './check.js';
import type { Machine } from './machine.js';

const rtkit = 'org.freedesktop.RealtimeKit1';

/** The soft and the hard limit, as /proc/self/limits gives them; `unlimited` is Infinity. */
export function limitIn(text: string, name: string): { soft: number; hard: number } | undefined {
  const line = text.split('\n').find((entry) => entry.startsWith(name));
  const match = /(\d+|unlimited)\s+(\d+|unlimited)/.exec(line?.slice(name.length) ?? '');
  if (match === null) return undefined;
  const number = (word: string | undefined): number => (word === 'unlimited' ? Infinity : Number(word));
  return { soft: number(match[1]), hard: number(match[2]) };
}

function limit(machine: Machine, name: string): { soft: number; hard: number } | undefined {
  return limitIn(machine.read('/proc/self/limits') ?? '', name);
}

export const rtkitCheck: Check = {
  name: 'rtkit',
  async look(machine) {
    // Asked of the bus, for a question to rtkit itself would start it.
    const answer = await machine.ask('busctl', [
      '--system',
      '--no-pager',
      '--no-legend',
      '--acquired',
      '--activatable',
      'list',
    ]);
    const named = answer?.status === 0 && answer.stdout.includes(rtkit);
    if (named) return ok('can be asked for a real-time priority');
    const priority = limit(machine, 'Max realtime priority')?.soft ?? 0;
    const remedy = 'Debian: sudo apt-get install rtkit';
    const nixos = 'security.rtkit.enable = true;';
    if (priority > 0) return ok('not there, and not needed: the limits allow a real-time priority');
    const installed = ['/usr', '/run/current-system/sw'].some((root) =>
      machine.exists(`${root}/share/dbus-1/system-services/${rtkit}.service`),
    );
    if (installed)
      return unknown('installed, but the system bus, through which it is asked, does not answer');
    return warning('not installed: notes may stutter while the machine is busy', remedy, nixos);
  },
};

export const priorityCheck: Check = {
  name: 'real-time limits',
  look(machine) {
    const priority = limit(machine, 'Max realtime priority');
    const time = limit(machine, 'Max realtime timeout');
    if (priority === undefined) return unknown('/proc/self/limits does not tell');
    const timeText =
      time === undefined || time.soft === Infinity
        ? 'without a limit of time'
        : `${time.soft} µs at a stretch`;
    if (priority.soft > 0) return ok(`priority up to ${priority.soft}, ${timeText}`);
    return ok(`no priority by itself (RLIMIT_RTPRIO 0), ${timeText}; rtkit can give one`);
  },
};

export const memoryLockCheck: Check = {
  name: 'locked memory',
  look(machine) {
    const locked = limit(machine, 'Max locked memory');
    if (locked === undefined) return unknown('/proc/self/limits does not tell');
    const text = locked.soft === Infinity ? 'without a limit' : `up to ${Math.round(locked.soft / 1024)} KiB`;
    if (locked.soft >= 64 * 1024) return ok(text);
    return warning(
      `${text}: sound servers need 64 KiB at the least`,
      'Add to /etc/security/limits.d/audio.conf: @audio - memlock unlimited',
      'security.pam.loginLimits = [ { domain = "@audio"; type = "-"; item = "memlock"; value = "unlimited"; } ];',
    );
  },
};
