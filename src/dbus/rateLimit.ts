/** How many calls a client may make. One that sends as fast as it can must not take the daemon from the others. */

/** Numbers of calls, and of clients that are remembered. */
export interface RateLimits {
  /** Calls a second that a client may go on making. */
  readonly perSecond: number;
  /** Calls that it may make at once after a rest. */
  readonly burst: number;
  /** Clients that are remembered at a time; more than that are refused. */
  readonly clients: number;
}

export const rateLimits: RateLimits = {
  // A controller that follows a slider sends some 120 values a second, one that plays sends some 50 notes: five times
  // that. Answered calls cost the daemon about 0.2 ms each, so that one client can take a tenth of a core.
  perSecond: 500,
  // Everything that a client does when it starts (every property of every object, ten times over), in one go.
  burst: 250,
  // A session has some dozens of programs on its bus; a client costs less than a kilobyte here.
  clients: 1024,
};

/** A rest fills the bucket, a call takes one from it; an empty one refuses. */
export class TokenBucket {
  private readonly limits: RateLimits;
  private tokens: number;
  private lastMs: number;

  constructor(limits: RateLimits, nowMs: number) {
    this.limits = limits;
    this.tokens = limits.burst;
    this.lastMs = nowMs;
  }

  /** @param nowMs A clock that never goes back. */
  take(nowMs: number): boolean {
    this.fill(nowMs);
    if (this.tokens < 1) return false;
    this.tokens--;
    return true;
  }

  /** As it was before the first call: there is nothing to remember. */
  isFull(nowMs: number): boolean {
    this.fill(nowMs);
    return this.tokens === this.limits.burst;
  }

  private fill(nowMs: number): void {
    const gained = ((nowMs - this.lastMs) / 1000) * this.limits.perSecond;
    this.tokens = Math.min(this.limits.burst, this.tokens + gained);
    this.lastMs = nowMs;
  }
}

/** The buckets of all clients, by their unique names. */
export class RateLimit {
  private readonly limits: RateLimits;
  private readonly buckets = new Map<string, TokenBucket>();

  constructor(limits: RateLimits = rateLimits) {
    this.limits = limits;
  }

  get size(): number {
    return this.buckets.size;
  }

  /** Whether a call of this client may be answered now. */
  admits(client: string, nowMs: number): boolean {
    const known = this.buckets.get(client);
    if (known !== undefined) return known.take(nowMs);
    if (this.buckets.size >= this.limits.clients) this.forgetRested(nowMs);
    if (this.buckets.size >= this.limits.clients) return false;
    const bucket = new TokenBucket(this.limits, nowMs);
    this.buckets.set(client, bucket);
    return bucket.take(nowMs);
  }

  /** The client has left the bus; the bus gives its name to nobody else. */
  forget(client: string): void {
    this.buckets.delete(client);
  }

  private forgetRested(nowMs: number): void {
    for (const [client, bucket] of this.buckets) if (bucket.isFull(nowMs)) this.buckets.delete(client);
  }
}
