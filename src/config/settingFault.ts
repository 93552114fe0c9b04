/** Checks one value by itself, for whoever took it from a person and knows by which name. */
import convict from 'convict';
import { schema } from './schema.js';

/**
 * What is wrong with a value for a setting, or undefined when nothing is.
 * @param name What the person called it, a flag for example; it begins the sentence.
 * @param key The key in the configuration, like `audio.driver`.
 */
export function settingFault(name: string, key: string, value: unknown): string | undefined {
  let setting: unknown = schema;
  for (const part of key.split('.')) setting = (setting as Readonly<Record<string, unknown>>)[part];
  const alone = convict<Record<string, unknown>>(
    { [name]: { ...(setting as convict.SchemaObj), env: undefined } },
    { env: {}, args: [] },
  );
  try {
    alone.set(name, value);
    alone.validate({ allowed: 'strict' });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
