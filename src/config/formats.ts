import convict from 'convict';
import { deviceKinds } from '../linux/inputDevice.js';

/**
 * The format of numbers from `minimum` to `maximum`, both included. Formats have names because only those with a name
 * may have a conversion of their own: convict's takes "5abc" for 5, and any word but "false" for true.
 */
export function numberBetween(minimum: number, maximum: number): string {
  return between(minimum, maximum, false);
}

/** The format of integers from `minimum` to `maximum`, both included. */
export function integerBetween(minimum: number, maximum: number): string {
  return between(minimum, maximum, true);
}

function between(minimum: number, maximum: number, integer: boolean): string {
  const allowed = `${integer ? 'an integer' : 'a number'} from ${minimum} to ${maximum}`;
  convict.addFormat({
    name: allowed,
    validate(value: unknown): void {
      const inside = typeof value === 'number' && value >= minimum && value <= maximum;
      if (!inside || (integer && !Number.isInteger(value))) throw new Error(`must be ${allowed}`);
    },
    coerce: numberIn,
  });
  return allowed;
}

/** The number that a text is; any other text stays as it is, for the check to refuse it by what it says. */
function numberIn(value: unknown): unknown {
  if (typeof value !== 'string' || value.trim() === '') return value;
  const number = Number(value);
  return Number.isNaN(number) ? value : number;
}

/** The format of settings that are on or off. */
export const trueOrFalse = 'true or false';
convict.addFormat({
  name: trueOrFalse,
  validate(value: unknown): void {
    if (typeof value !== 'boolean') throw new Error(`must be ${trueOrFalse}`);
  },
  coerce(value: unknown): unknown {
    const word = typeof value === 'string' ? value.trim().toLowerCase() : undefined;
    if (word === 'true') return true;
    return word === 'false' ? false : value;
  },
});

/** The format of lists of `{path, kind}`. */
export const deviceList = 'a list of {path, kind}';
// A text is not a list, and stays one for the check; convict would parse it as JSON.
convict.addFormat({ name: deviceList, validate: checkDevices, coerce: (value: unknown) => value });

function checkDevices(value: unknown): void {
  if (!Array.isArray(value)) throw new Error(`must be ${deviceList}`);
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
