/** Checks one value by itself, for whoever took it from a person and knows by which name. */
import { valueText } from './fault.js';
import { settings } from './schema.js';

/**
 * What is wrong with a value for a setting, or undefined when nothing is.
 * @param name What the person called it, a flag for example; it begins the sentence.
 * @param key The key in the configuration, like `audio.driver`.
 */
export function settingFault(name: string, key: string, value: unknown): string | undefined {
  const format = settings.get(key)?.format;
  if (format === undefined) throw new Error(`there is no setting ${key}`);
  const problem = format.fault(format.coerce(value));
  return problem === undefined ? undefined : `${name}: ${problem}: value was ${valueText(value)}`;
}
