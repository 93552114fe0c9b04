/** What is asked of logind on the system bus, as org.freedesktop.login1(5) has it. */
import type { SessionState } from './seatSessions.js';
import { BusCallError, type BusSignal, type SystemBus } from './systemBus.js';

const service = 'org.freedesktop.login1';
const root = '/org/freedesktop/login1';
const managerInterface = `${service}.Manager`;
const sessionInterface = `${service}.Session`;
const seatInterface = `${service}.Seat`;

/** What a signal means. */
export type LogindNews =
  /** logind has come or gone. */
  | { readonly type: 'owner'; readonly present: boolean }
  /** The machine is about to sleep, or has slept. */
  | { readonly type: 'sleep'; readonly begins: boolean }
  /** A session was asked to lock or to unlock its screen. */
  | { readonly type: 'lock'; readonly path: string; readonly lock: boolean }
  | { readonly type: 'session'; readonly path: string; readonly changed: Partial<SessionState> }
  /** Sessions have come or gone, or a seat has another in front. */
  | { readonly type: 'sessions' };

/** Lets logind's signals through: four rules for a connection. */
export async function watchLogind(bus: SystemBus): Promise<void> {
  const rules = [
    `type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='${service}'`,
    `type='signal',sender='${service}',interface='${managerInterface}',path='${root}'`,
    `type='signal',sender='${service}',interface='${sessionInterface}'`,
    `type='signal',sender='${service}',member='PropertiesChanged',path_namespace='${root}'`,
  ];
  await Promise.all(rules.map((rule) => bus.watch(rule)));
}

/** What a signal means; undefined when it means nothing here. */
export function newsOf(signal: BusSignal): LogindNews | undefined {
  const { path, member, body } = signal;
  switch (signal.interface) {
    case 'org.freedesktop.DBus':
      return member === 'NameOwnerChanged' ? { type: 'owner', present: body[2] !== '' } : undefined;
    case managerInterface:
      if (member === 'PrepareForSleep') return { type: 'sleep', begins: body[0] === true };
      return member === 'SessionNew' || member === 'SessionRemoved' ? { type: 'sessions' } : undefined;
    case sessionInterface:
      if (member !== 'Lock' && member !== 'Unlock') return undefined;
      return { type: 'lock', path, lock: member === 'Lock' };
    case 'org.freedesktop.DBus.Properties':
      return changeOf(path, body);
    default:
      return undefined;
  }
}

function changeOf(path: string, body: readonly unknown[]): LogindNews | undefined {
  const [iface, values] = body;
  if (iface === seatInterface) return { type: 'sessions' };
  if (iface !== sessionInterface || values === null || typeof values !== 'object') return undefined;
  const { Active: active, LockedHint: lockedHint } = values as Record<string, unknown>;
  const changed = {
    ...(typeof active === 'boolean' ? { active } : {}),
    ...(typeof lockedHint === 'boolean' ? { lockedHint } : {}),
  };
  return Object.keys(changed).length === 0 ? undefined : { type: 'session', path, changed };
}

/** All sessions of a user on seats, by their object paths. */
export interface SessionReading {
  readonly states: ReadonlyMap<string, SessionState>;
  /** Where the user has none: somebody else has one in front of a seat. */
  readonly othersInFront: boolean;
}

/** Reads all sessions of the user. Throws like SystemBus.call. */
export async function readSessions(bus: SystemBus, uid: number): Promise<SessionReading> {
  const [listed] = await ask(bus, 'ListSessions');
  const own = (listed as readonly (readonly unknown[])[]).filter(
    ([, user, , seat]) => user === uid && seat !== '',
  );
  const states = new Map<string, SessionState>();
  for (const entry of own) {
    const path = String(entry[4]);
    const state = await readSession(bus, path);
    if (state !== undefined) states.set(path, state);
  }
  return { states, othersInFront: states.size === 0 && (await someoneInFront(bus)) };
}

/** Undefined when it has gone, or is no session that somebody works in. */
async function readSession(bus: SystemBus, path: string): Promise<SessionState | undefined> {
  const values = await unlessGone(bus.properties(service, path, sessionInterface));
  if (values === undefined || !String(values.Class).startsWith('user')) return undefined;
  return { active: values.Active === true, lockedHint: values.LockedHint === true };
}

async function someoneInFront(bus: SystemBus): Promise<boolean> {
  const [seats] = await ask(bus, 'ListSeats');
  for (const entry of seats as readonly (readonly unknown[])[]) {
    const path = String(entry[1]);
    const session = await unlessGone(bus.property(service, path, seatInterface, 'ActiveSession'));
    if (Array.isArray(session) && session[0] !== '') return true;
  }
  return false;
}

/** Whether the machine is about to sleep already. Throws like SystemBus.call. */
export async function isPreparingForSleep(bus: SystemBus): Promise<boolean> {
  return (await bus.property(service, root, managerInterface, 'PreparingForSleep')) === true;
}

/** How long logind lets itself be delayed, in milliseconds. Throws like SystemBus.call. */
export async function delayMaxMs(bus: SystemBus): Promise<number> {
  const usec = await bus.property(service, root, managerInterface, 'InhibitDelayMaxUSec');
  return Number(usec) / 1000;
}

function ask(bus: SystemBus, member: string): Promise<readonly unknown[]> {
  return bus.call({ destination: service, path: root, interface: managerInterface, member });
}

/** Objects go at any time; an answer that says so is no error. */
async function unlessGone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof BusCallError) return undefined;
    throw error;
  }
}
