/** The properties that the bus shows, and who is told when they change. */
import type { InstrumentProperties } from '../dbus/instrument.js';

export class PropertyStore {
  private values: InstrumentProperties;
  private readonly tell: (changed: Partial<InstrumentProperties>) => void;
  private readonly waiting = new Set<() => void>();

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
    for (const look of [...this.waiting]) look();
  }

  /**
   * Waits until a property has a value.
   * @returns False when it has not come to that within the deadline.
   */
  reaches<Name extends keyof InstrumentProperties>(
    name: Name,
    value: InstrumentProperties[Name],
    deadlineMs: number,
  ): Promise<boolean> {
    if (this.values[name] === value) return Promise.resolve(true);
    return new Promise((resolve) => {
      const end = (reached: boolean): void => {
        clearTimeout(deadline);
        this.waiting.delete(look);
        resolve(reached);
      };
      const look = (): void => {
        if (this.values[name] === value) end(true);
      };
      const deadline = setTimeout(end, deadlineMs, false);
      this.waiting.add(look);
    });
  }
}
