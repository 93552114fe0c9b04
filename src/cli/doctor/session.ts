/** The session: its folder, its bus, and the seat that it is on. */
import { type Check, fault, ok, unknown, warning } from './check.js';
import type { Machine } from './machine.js';

export const runtimeFolderCheck: Check = {
  name: 'XDG_RUNTIME_DIR',
  look(machine) {
    const folder = machine.environment.XDG_RUNTIME_DIR;
    const usual = `/run/user/${machine.userId}`;
    if (folder === undefined || folder === '') {
      return fault(
        'not set: sound server and session bus are looked for there',
        machine.exists(usual)
          ? `export XDG_RUNTIME_DIR=${usual}`
          : 'Log in as this user, not by su or sudo: machinectl shell or ssh make a session',
      );
    }
    const facts = machine.stat(folder);
    if (facts === undefined)
      return fault(
        `${folder} is not there`,
        `Log in as ${machine.userName}: ssh ${machine.userName}@localhost`,
      );
    if (facts.userId !== machine.userId) {
      return fault(
        `${folder} belongs to another user`,
        `Run fw16-synth as the user of the session, without sudo; or: export XDG_RUNTIME_DIR=${usual}`,
      );
    }
    return ok(folder);
  },
};

export const sessionBusCheck: Check = {
  name: 'session bus',
  async look(machine) {
    const answer = await busId(machine, '--user');
    if (answer === undefined) return unknown('busctl, which asks it, is not installed');
    if (answer) return ok('answers');
    return fault(
      'does not answer: activate, status and the other commands cannot reach the daemon',
      'Log in again. Debian: sudo apt-get install dbus-user-session',
      'services.dbus.enable = true;',
    );
  },
};

export const systemBusCheck: Check = {
  name: 'system bus',
  async look(machine) {
    const answer = await busId(machine, '--system');
    if (answer === undefined) return unknown('busctl, which asks it, is not installed');
    if (answer) return ok('answers');
    return warning(
      'does not answer: locking, sleep and rtkit cannot be heard of',
      'sudo systemctl start dbus',
      'services.dbus.enable = true;',
    );
  },
};

/** Whether a bus answers; undefined when there is nothing to ask it with. */
async function busId(machine: Machine, bus: '--user' | '--system'): Promise<boolean | undefined> {
  const words = ['call', 'org.freedesktop.DBus', '/', 'org.freedesktop.DBus', 'GetId'];
  const answer = await machine.ask('busctl', [bus, '--no-pager', ...words]);
  return answer === undefined ? undefined : answer.status === 0;
}

export const loginSessionCheck: Check = {
  name: 'login session',
  async look(machine) {
    const answer = await machine.ask('loginctl', [
      '--no-pager',
      'show-user',
      String(machine.userId),
      '-p',
      'Display',
      '-p',
      'Sessions',
      '-p',
      'Linger',
    ]);
    if (answer === undefined) return unknown('loginctl, which asks logind, is not installed');
    if (answer.status !== 0) {
      return warning(
        'logind knows no session of this user: the instrument cannot notice locking, a change of sessions or sleep',
        'Log in at the machine itself, or by ssh',
      );
    }
    const facts = properties(answer.stdout);
    const session = facts.get('Display') || facts.get('Sessions')?.split(' ')[0] || '';
    if (session === '') {
      return warning(
        facts.get('Linger') === 'yes' ? 'none; the user lingers' : 'none',
        'Without a session nothing ends the playing when the screen is locked; log in at the machine itself',
      );
    }
    const more = await machine.ask('loginctl', [
      '--no-pager',
      'show-session',
      session,
      '-p',
      'Seat',
      '-p',
      'Type',
      '-p',
      'Active',
    ]);
    const shown = properties(more?.stdout ?? '');
    const seat = shown.get('Seat') || 'no seat';
    const active = shown.get('Active') === 'yes' ? 'in the foreground' : 'in the background';
    return ok(`${session}: ${shown.get('Type') || 'of unknown type'}, ${seat}, ${active}`);
  },
};

/** `Name=value` lines. */
export function properties(text: string): ReadonlyMap<string, string> {
  const lines = text.split('\n').filter((line) => line.includes('='));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}
