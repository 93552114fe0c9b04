/** Commands that turn the daemon on and off, and have it read its configuration anew. */
import { printJson } from '../output.js';
import type { InstrumentClient } from './instrumentClient.js';

/** `toggle`: prints what it has become, for a shortcut's notification. */
export async function toggle(client: InstrumentClient): Promise<void> {
  await client.toggle();
  const { Active } = await client.properties();
  process.stdout.write(Active ? 'active\n' : 'inactive\n');
}

/** `reload`: prints what has changed. */
export async function reload(client: InstrumentClient, json: boolean): Promise<void> {
  const result = await client.reload();
  if (json) return printJson(result);
  const { changed, needRestart } = result;
  if (changed.length === 0) process.stdout.write('Nothing has changed.\n');
  for (const key of new Set([...changed, ...needRestart]))
    process.stdout.write(`${key}${needRestart.includes(key) ? ': after a restart' : ''}\n`);
}
