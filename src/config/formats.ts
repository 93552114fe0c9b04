import { deviceKinds } from '../linux/inputDevice.js';

/** A format of convict's: throws when the value is not allowed. */
type Check = (value: unknown) => void;

/** A number from `minimum` to `maximum`, both included. */
export function numberBetween(minimum: number, maximum: number): Check {
  return between(minimum, maximum, false);
}

/** An integer from `minimum` to `maximum`, both included. */
export function integerBetween(minimum: number, maximum: number): Check {
  return between(minimum, maximum, true);
}

function between(minimum: number, maximum: number, integer: boolean): Check {
  return (value: unknown): void => {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    const inside = typeof number === 'number' && number >= minimum && number <= maximum;
    if (inside && (!integer || Number.isInteger(number))) return;
    throw new Error(`must be ${integer ? 'an integer' : 'a number'} from ${minimum} to ${maximum}`);
  };
}

/** A list of `{path, kind}`. */
export function deviceList(value: unknown): void {
  if (!Array.isArray(value)) throw new Error('must be a list of {path, kind}');
  for (const entry of value as unknown[]) {
    const { path, kind, ...others } = (typeof entry === 'object' ? (entry ?? {}) : {}) as Record<
      string,
      unknown
    >;
    if (typeof path !== 'string' || !path.startsWith('/')) {
      throw new Error('needs a path that begins with / in every entry');
    }
    if (!deviceKinds.some((known) => known === kind)) {
      throw new Error(`needs a kind in every entry: ${deviceKinds.join(', ')}`);
    }
    const [unknown] = Object.keys(others);
    if (unknown !== undefined) throw new Error(`knows only path and kind in an entry, not ${unknown}`);
  }
}
