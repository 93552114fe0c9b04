/** What no setting says by itself: which of them contradict one another. */
import type { ConfigurationFault } from './fault.js';
import type { Configuration } from './schema.js';

interface Contradiction {
  readonly keys: readonly [string, ...string[]];
  readonly problem: string;
  readonly remedy: string;
}

/** @param faulty Keys that have a fault of their own: nothing more is said of them. */
export function contradictions(
  configuration: Configuration,
  faulty: ReadonlySet<string> = new Set(),
): ConfigurationFault[] {
  return [...outOfOrder(configuration), ...twice(configuration), ...withoutFile(configuration)]
    .filter(({ keys }) => !keys.some((key) => faulty.has(key)))
    .map(({ keys, problem, remedy }) => ({ key: keys[0], problem, remedy }));
}

function outOfOrder(configuration: Configuration): Contradiction[] {
  const { minimum, maximum, timing } = configuration.getProperties().velocity;
  const pairs: readonly (readonly [low: string, number, high: string, number])[] = [
    ['velocity.minimum', minimum, 'velocity.maximum', maximum],
    ['velocity.timing.fast_ms', timing.fast_ms, 'velocity.timing.slow_ms', timing.slow_ms],
    ['velocity.timing.softest', timing.softest, 'velocity.timing.loudest', timing.loudest],
  ];
  return pairs
    .filter(([, lowest, , highest]) => lowest > highest)
    .map(([low, lowest, high, highest]) => ({
      keys: [low, high],
      problem: `(${lowest}) must not be above ${high} (${highest})`,
      remedy: `Lower ${low} to ${highest} or less, or raise ${high} to ${lowest} or more.`,
    }));
}

function twice(configuration: Configuration): Contradiction[] {
  const { input, midi } = configuration.getProperties();
  const named = [
    ...input.devices.map(({ path }) => ({ key: 'input.devices', path })),
    ...midi.devices.map(({ path }) => ({ key: 'midi.devices', path })),
  ];
  return named.flatMap(({ key, path }, index) => {
    const first = named.findIndex((other) => other.path === path);
    if (first === index) return [];
    return [
      {
        keys: [key, named[first]?.key ?? key] as const,
        problem: `names ${path} twice`,
        remedy: `Name ${path} once.`,
      },
    ];
  });
}

function withoutFile(configuration: Configuration): Contradiction[] {
  const { driver, file } = configuration.getProperties().audio;
  if (driver !== 'file' || file !== '') return [];
  return [
    {
      keys: ['audio.file', 'audio.driver'],
      problem: 'must name a file for the driver "file"',
      remedy: 'Set audio.file to the path of a WAV file, or audio.driver to another driver.',
    },
  ];
}
