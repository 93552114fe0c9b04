/** The keys of a preset's file, and what is allowed in each. The ranges are those of the configuration. */
import { homedir } from 'node:os';
import { valueText } from '../config/fault.js';
import { settings as configurationSettings } from '../config/schema.js';
import type { PresetSettings } from './preset.js';
import { nameFault } from './presetName.js';

export interface PresetKey {
  /** What is wrong with a value, beginning with "must"; undefined when nothing is. */
  fault(value: unknown): string | undefined;
}

const longestDescription = 500;
const mostTags = 16;
const longestTag = 32;

/** Of every musical setting its key in the file and the setting of the configuration that allows the same. */
export const settingKeys: Readonly<
  Record<keyof PresetSettings, { readonly key: string; readonly setting: string }>
> = {
  soundFont: { key: 'soundfont', setting: 'audio.soundfont' },
  bank: { key: 'bank', setting: 'performance.bank' },
  program: { key: 'program', setting: 'performance.program' },
  octave: { key: 'octave', setting: 'input.keyboard.base_octave' },
  transpose: { key: 'transpose', setting: 'input.keyboard.transpose' },
  velocityMode: { key: 'velocity_mode', setting: 'velocity.mode' },
  layer: { key: 'layer', setting: 'layer.enabled' },
  arpeggiator: { key: 'arpeggiator', setting: 'arpeggiator.mode' },
  tempo: { key: 'tempo', setting: 'arpeggiator.tempo' },
  gainDb: { key: 'gain_db', setting: 'audio.gain_db' },
  reverbLevel: { key: 'reverb_level', setting: 'audio.reverb.level' },
  chorusLevel: { key: 'chorus_level', setting: 'audio.chorus.level' },
};

/** By their names in the file, those of settings as `settings.program`. */
export const presetKeys: ReadonlyMap<string, PresetKey> = new Map<string, PresetKey>([
  ['name', { fault: textFault(nameFault) }],
  ['description', { fault: textFault(descriptionFault) }],
  ['tags', { fault: tagsFault }],
  ['favourite', { fault: (value) => (typeof value === 'boolean' ? undefined : 'must be true or false') }],
  ...Object.values(settingKeys).map(({ key, setting }): [string, PresetKey] => [
    `settings.${key}`,
    { fault: key === 'soundfont' ? textFault(pathFault) : settingFault(setting) },
  ]),
]);

/** A preset is read strictly: a number is no text, and a text no number. */
function settingFault(setting: string): PresetKey['fault'] {
  const format = configurationSettings.get(setting)?.format;
  if (format === undefined) throw new Error(`there is no setting ${setting}`);
  return (value) => format.fault(value);
}

function textFault(fault: (text: string) => string | undefined): PresetKey['fault'] {
  return (value) => (typeof value === 'string' ? fault(value) : 'must be a text');
}

function descriptionFault(text: string): string | undefined {
  if ([...text].length > longestDescription) return `must have at most ${longestDescription} characters`;
  return isOneLine(text) ? undefined : 'must be one line, without control characters';
}

function tagsFault(value: unknown): string | undefined {
  if (!Array.isArray(value)) return 'must be a list of texts, like [organ, warm]';
  if (value.length > mostTags) return `must have at most ${mostTags} tags`;
  const tags: readonly unknown[] = value;
  const wrong = tags.find((tag) => !isTag(tag));
  if (wrong !== undefined)
    return `must have tags of 1 to ${longestTag} characters, which ${valueText(wrong)} is not`;
  const folded = tags.map((tag) => String(tag).toLowerCase());
  return new Set(folded).size < folded.length ? 'must not have a tag twice' : undefined;
}

function isTag(tag: unknown): boolean {
  return (
    typeof tag === 'string' &&
    tag.trim() === tag &&
    tag !== '' &&
    [...tag].length <= longestTag &&
    isOneLine(tag)
  );
}

/** And whole: half a surrogate pair would not come back from a file. */
function isOneLine(text: string): boolean {
  return !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(text);
}

function pathFault(text: string): string | undefined {
  const whole = text === '' || text.startsWith('/') || text.startsWith('~/');
  if (!whole) return 'must be a whole path, from / or ~/, or empty for the built-in sound font';
  return isOneLine(text) ? undefined : 'must be a path in one line';
}

/** A path with the home folder in place of `~`. */
export function wholePath(path: string): string {
  return path.startsWith('~/') ? `${process.env.HOME || homedir()}${path.slice(1)}` : path;
}
