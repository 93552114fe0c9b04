/** The clients that are told of every note. */
import { SynthError } from '../errors/errors.js';

/** Every note is sent to each of them; nobody has so many displays. */
const mostSubscribers = 64;

export class Subscribers {
  private readonly clients = new Set<string>();
  private readonly watch: (wanted: boolean) => void;

  /** @param watch Told when there is somebody, and when there is nobody any more. */
  constructor(watch: (wanted: boolean) => void) {
    this.watch = watch;
  }

  /** Their unique names. */
  get names(): ReadonlySet<string> {
    return this.clients;
  }

  /**
   * Nothing happens when the client is subscribed already.
   * @throws SynthError LIMIT_EXCEEDED.
   */
  add(client: string): void {
    if (this.clients.has(client)) return;
    if (this.clients.size >= mostSubscribers) {
      throw new SynthError(
        'LIMIT_EXCEEDED',
        `${mostSubscribers} clients are subscribed, which is as many as there may be.`,
        'End one of them, or call Unsubscribe in it.',
      );
    }
    this.clients.add(client);
    if (this.clients.size === 1) this.watch(true);
  }

  /** Nothing happens when the client is not subscribed. */
  remove(client: string): void {
    if (this.clients.delete(client) && this.clients.size === 0) this.watch(false);
  }

  clear(): void {
    for (const client of [...this.clients]) this.remove(client);
  }
}
