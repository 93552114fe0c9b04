/** The properties that the bus shows, and who is told when they change. */
import type { InstrumentProperties } from '../dbus/instrument.js';

interface Waiting {
  readonly value: unknown;
  end(reached: boolean): void;
}

export class PropertyStore {
  private values: InstrumentProperties;
  private readonly tell: (changed: Partial<InstrumentProperties>) => void;
  private readonly waiting = new Map<keyof InstrumentProperties, Waiting>();

  /** @param tell Called with what has changed, and never with nothing. */
  constructor(initial: InstrumentProperties, tell: (changed: Partial<InstrumentProperties>) => void) {
    this.values = initial;
    this.tell = tell;
  }

  get current(): InstrumentProperties {
    return this.values;
  }

  /** Takes over new values; what is the same as before is nobody's business. */
  update(news: Partial<InstrumentProperties>): void {
    const names = Object.keys(news) as (keyof InstrumentProperties)[];
    const changed = names.filter((name) => news[name] !== undefined && news[name] !== this.values[name]);
    if (changed.length === 0) return;
    const difference = Object.fromEntries(changed.map((name) => [name, news[name]]));
    this.values = { ...this.values, ...difference };
    this.tell(difference);
    for (const name of changed) {
      const waiting = this.waiting.get(name);
      if (waiting !== undefined && waiting.value === this.values[name]) waiting.end(true);
    }
  }

  /**
   * Waits until a property has a value. Whoever waited for another value of it waits no more: values are taken in the
   * order in which they are asked for, and of those that follow each other fast only the last one shows.
   * @returns False when it has not come to that within the deadline.
   */
  reaches<Name extends keyof InstrumentProperties>(
    name: Name,
    value: InstrumentProperties[Name],
    deadlineMs: number,
  ): Promise<boolean> {
    this.waiting.get(name)?.end(true);
    if (this.values[name] === value) return Promise.resolve(true);
    return new Promise((resolve) => {
      const end = (reached: boolean): void => {
        clearTimeout(deadline);
        this.waiting.delete(name);
        resolve(reached);
      };
      const deadline = setTimeout(end, deadlineMs, false);
      this.waiting.set(name, { value, end });
    });
  }
}
