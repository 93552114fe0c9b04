/** What the sessions of a user on the machine's seats say together: whether the user is in front, and the screen locked. */

/** Of the properties of `org.freedesktop.login1.Session`. */
export interface SessionState {
  /** In the foreground of its seat. */
  readonly active: boolean;
  /** The locker of the screen says that it is locked. */
  readonly lockedHint: boolean;
}

/**
 * How long a request to lock counts as a lock, in milliseconds. Some lockers never say that they have locked or unlocked
 * the screen: theirs would count for ever.
 */
export const lockRequestMs = 10_000;

interface Session extends SessionState {
  /** When the session was last asked to lock its screen, if not to unlock it since. */
  readonly lockRequestedMs: number | undefined;
}

export class SeatSessions {
  /** Whether there is anybody else in front of a seat, which counts when the user has no session on one. */
  private othersInFront = false;
  private readonly now: () => number;
  private sessions: ReadonlyMap<string, Session> = new Map();

  /** @param now Milliseconds of a clock that never goes back. */
  constructor(now: () => number = () => performance.now()) {
    this.now = now;
  }

  /**
   * The user is in front of a seat; or nobody is, and the service runs without a login.
   */
  get foreground(): boolean {
    const sessions = [...this.sessions.values()];
    return sessions.length === 0 ? !this.othersInFront : sessions.some(({ active }) => active);
  }

  /** The screen of the session in front is locked, or is just about to be. */
  get locked(): boolean {
    return [...this.sessions.values()].some((session) => session.active && this.isLocked(session));
  }

  has(path: string): boolean {
    return this.sessions.has(path);
  }

  /** All sessions of the user on seats, by their object paths. */
  replace(states: ReadonlyMap<string, SessionState>, othersInFront: boolean): void {
    this.sessions = new Map(
      [...states].map(([path, state]) => [
        path,
        { ...state, lockRequestedMs: this.sessions.get(path)?.lockRequestedMs },
      ]),
    );
    this.othersInFront = othersInFront;
  }

  /** Properties of a session that have changed. What is not known is no session of the user's. */
  change(path: string, changed: Partial<SessionState>): void {
    // A locker that says it has unlocked answers the request too.
    const answered = changed.lockedHint === false ? { lockRequestedMs: undefined } : {};
    this.update(path, { ...changed, ...answered });
  }

  /** A session was asked to lock its screen, or to unlock it; what its locker says is another matter. */
  request(path: string, lock: boolean): void {
    this.update(path, { lockRequestedMs: lock ? this.now() : undefined });
  }

  /** Nothing is known any more. */
  forget(): void {
    this.replace(new Map(), false);
  }

  private update(path: string, changed: Partial<Session>): void {
    const session = this.sessions.get(path);
    if (session === undefined) return;
    this.sessions = new Map(this.sessions).set(path, { ...session, ...changed });
  }

  private isLocked({ lockedHint, lockRequestedMs }: Session): boolean {
    return lockedHint || (lockRequestedMs !== undefined && this.now() - lockRequestedMs < lockRequestMs);
  }
}
