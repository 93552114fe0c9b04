/** What a client is answered whose calls are too many. */
import { ErrorReply } from './errorReply.js';
import { errorPrefix } from './names.js';
import { type RateLimits, TokenBucket } from './rateLimit.js';

/**
 * Refusals that explain themselves; the others are the name of the error alone. The bus reads as many bytes from a
 * client that floods as from the daemon that answers it: answers that are longer than the calls pile up in it, and every
 * other client waits behind them (a hundred times as long, when it was measured).
 */
const explanations = { perSecond: 10, burst: 10 };

interface Refusal {
  readonly bucket: TokenBucket;
  readonly explained: ErrorReply;
  readonly bare: ErrorReply;
}

export class Refusals {
  private readonly limits: RateLimits;
  private readonly clients = new Map<string, Refusal>();

  constructor(limits: RateLimits) {
    this.limits = limits;
  }

  /** The answer to a call of this client that is refused now. */
  next(client: string, nowMs: number): ErrorReply {
    const { bucket, explained, bare } = this.of(client, nowMs);
    return bucket.take(nowMs) ? explained : bare;
  }

  /** The client has left the bus. */
  forget(client: string): void {
    this.clients.delete(client);
  }

  private of(client: string, nowMs: number): Refusal {
    const known = this.clients.get(client);
    if (known !== undefined) return known;
    const name = `${errorPrefix}LimitExceeded`;
    const text = `This client makes more than ${this.limits.perSecond} calls a second. [LIMIT_EXCEEDED]
  remedy: Make fewer, and use the PropertiesChanged signals instead of asking.`;
    const refusal = {
      bucket: new TokenBucket({ ...this.limits, ...explanations }, nowMs),
      explained: new ErrorReply(client, name, text),
      bare: new ErrorReply(client, name),
    };
    if (this.clients.size < this.limits.clients) this.clients.set(client, refusal);
    return refusal;
  }
}
