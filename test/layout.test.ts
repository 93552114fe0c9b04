/**
 * The layout of the source tree: which folder may import from which. Arrows point down only, so that a file's folder
 * tells on which side of the play thread it runs, and what can be tested without devices, library or clock.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import t from 'tap';
import { type Import, importsIn, importsOf } from './support/imports.js';
import { sourcePath } from './support/sourceTree.js';

/** What the files of a folder may import, besides those of their own folder and `errors`. */
interface Row {
  /** Folders of which everything may be imported. */
  readonly below: readonly string[];
  /** Folders of which types may be imported, but nothing that is loaded. */
  readonly typesOf?: readonly string[];
  /** Single files that may be loaded, and why. */
  readonly files?: Readonly<Record<string, string>>;
  readonly packages?: readonly string[];
  /** Node's own modules. */
  readonly node?: boolean;
}

/** From the bottom up. `errors` is for everybody. */
const playSide: Readonly<Record<string, Row>> = {
  errors: { below: [] },
  midi: { below: [] },
  linux: { below: [], packages: ['koffi'], node: true },
  input: {
    below: [],
    typesOf: ['linux'],
    files: {
      'linux/inputEventCodes': 'the numbers of the input protocol',
      'linux/bitmap': 'how a bitmap of keys is read',
    },
  },
  performance: {
    below: ['midi'],
    typesOf: ['input'],
    files: { 'input/keyCodes': 'the numbers of the keys, which keymap and bindings are made of' },
  },
  synthesizer: { below: ['midi'], packages: ['koffi'], node: true },
  engine: {
    below: ['midi', 'linux', 'input', 'performance', 'synthesizer'],
    packages: ['naudiodon'],
    node: true,
  },
};

/** The control side, each of which may import those before it; and types of any folder, for they are data. */
const controlFolders = ['logging', 'config', 'presets', 'systemd', 'dbus', 'daemon', 'cli'];

/** What of the play side the control side loads besides `engine` and `midi`: nothing that opens or plays anything. */
const controlFiles: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  config: {
    'linux/inputDevice': 'the kinds of devices',
    'performance/arpeggiatorSettings': 'the defaults, the names of the modes and the range of tempos',
    'performance/layerSettings': 'the defaults',
    'performance/velocity/curves': 'the names of the curves',
    'performance/velocity/settings': 'the defaults and the names of the modes',
    'synthesizer/audioDrivers': 'the names of the drivers',
    'synthesizer/settings': 'the defaults',
  },
  daemon: {
    'linux/deviceDiscovery': 'looks for devices in sysfs, and opens none',
    'performance/programs': 'the order of the programs',
    'synthesizer/assets': 'where the files of the package are',
    'synthesizer/soundFont/check': 'checks a sound font before it is loaded',
    'synthesizer/soundFont/probe': 'tries a sound font in a process of its own',
  },
  systemd: {
    'linux/libsystemd': 'messages to the service manager',
    'linux/descriptorCall': 'the lock that delays sleep is a descriptor, which dbus-next cannot pass',
    'linux/realtimeLimit': 'what RealtimeKit demands of a process that it gives a priority to',
  },
  cli: {
    'linux/deviceDiscovery': 'looks for devices in sysfs, and opens none',
    'linux/evemu': 'reads recordings',
    'synthesizer/assets': 'where the files of the package are',
    'synthesizer/soundFont/check': 'tells what is in a sound font, and loads none',
  },
};

const table: Readonly<Record<string, Row>> = {
  ...playSide,
  ...Object.fromEntries(
    controlFolders.map((folder, index): [string, Row] => [
      folder,
      {
        below: ['midi', 'engine', ...controlFolders.slice(0, index)],
        typesOf: Object.keys(playSide),
        files: controlFiles[folder] ?? {},
        packages: dependencies().filter((name) => name !== 'koffi' && name !== 'naudiodon'),
        node: true,
      },
    ]),
  ),
};

const longestFile = 300;

interface SourceFile {
  /** Below src/, without its ending: `linux/evemu`. */
  readonly name: string;
  readonly folder: string;
  readonly path: string;
  readonly imports: readonly Import[];
}

const root = sourcePath('src');
const files: readonly SourceFile[] = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .sort()
  .map((path) => ({
    name: path.slice(0, -'.ts'.length).split(sep).join('/'),
    folder: path.split(sep)[0] ?? '',
    path: join(root, path),
    imports: importsOf(join(root, path)),
  }));
const byName = new Map(files.map((file) => [file.name, file]));

function dependencies(): string[] {
  const text = readFileSync(sourcePath('package.json'), 'utf8');
  const described = JSON.parse(text) as Record<string, Record<string, string> | undefined>;
  return Object.keys({ ...described.dependencies, ...described.optionalDependencies });
}

/** The name of the source file that a relative import means. */
function target(file: SourceFile, { specifier }: Import): string {
  return relative(root, resolve(dirname(file.path), specifier))
    .replace(/\.js$/, '')
    .split(sep)
    .join('/');
}

/** The package that a specifier names; Node's own are `node:…`. */
function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

/** Why a file may not import this, or nothing. */
function fault(file: SourceFile, imported: Import): string | undefined {
  const { specifier, typeOnly } = imported;
  const row = table[file.folder];
  if (row === undefined) return 'the folder is not in the table';
  if (specifier.startsWith('node:')) return row.node ? undefined : `${specifier} is I/O`;
  if (!specifier.startsWith('.')) {
    return row.packages?.includes(packageOf(specifier))
      ? undefined
      : `${specifier} is not for ${file.folder}`;
  }
  const name = target(file, imported);
  if (!byName.has(name)) return `${specifier} is no file of src`;
  const folder = name.split('/')[0] ?? '';
  if (folder === file.folder || folder === 'errors' || row.below.includes(folder)) return undefined;
  if (typeOnly && row.typesOf?.includes(folder)) return undefined;
  return row.files?.[name] === undefined ? `${file.folder} may not import ${name}` : undefined;
}

t.test('the reading of imports', async (t) => {
  const text = `
    import koffi from 'koffi';
    import { type A, b } from './a.js';
    import { type C } from './c.js';
    import type { D } from './d.js';
    import './e.js';
    export { f } from './f.js';
    export type { G } from './g.js';
    export * from './h.js';
    // import './comment.js';
    const s = "import './string.js'";
    let i: typeof import('./i.js');
    const j = await import('./j.js');
    const k = require.resolve('naudiodon/package.json');
    const l = require(join(folder, 'binding.node'));
    export const m = Promise.resolve('n');
  `;
  t.same(
    importsIn(text).map(({ specifier, typeOnly }) => (typeOnly ? `type ${specifier}` : specifier)),
    [
      'koffi',
      './a.js',
      './c.js',
      'type ./d.js',
      './e.js',
      './f.js',
      'type ./g.js',
      './h.js',
      'type ./i.js',
      './j.js',
      'naudiodon/package.json',
    ],
  );
  t.throws(() => importsIn('import(name)'), { message: 'a.ts imports what cannot be read from it' });
});

t.test('what a file imports is in the table', async (t) => {
  t.ok(files.length > 50, 'there are files to look at');
  const faults = files.flatMap((file) =>
    file.imports.flatMap((imported) => {
      const found = fault(file, imported);
      return found === undefined ? [] : [`${file.name}: ${found}`];
    }),
  );
  t.same(faults, []);
});

t.test('the table would tell', async (t) => {
  const fake = (name: string): SourceFile => ({
    name,
    folder: name.split('/')[0] ?? '',
    path: join(root, `${name}.ts`),
    imports: [],
  });
  const told = [
    ['midi/a', '../linux/errno.js', 'midi may not import linux/errno'],
    ['midi/a', 'node:fs', 'node:fs is I/O'],
    ['linux/a', '../input/keyStrokes.js', 'linux may not import input/keyStrokes'],
    ['linux/a', 'convict', 'convict is not for linux'],
    ['input/a', '../linux/libc.js', 'input may not import linux/libc'],
    ['input/a', 'koffi', 'koffi is not for input'],
    ['performance/a', '../input/keyStrokes.js', 'performance may not import input/keyStrokes'],
    ['performance/a', '../linux/inputEventCodes.js', 'performance may not import linux/inputEventCodes'],
    ['performance/velocity/a', 'node:timers', 'node:timers is I/O'],
    ['synthesizer/a', '../performance/performer.js', 'synthesizer may not import performance/performer'],
    ['engine/a', '../config/load.js', 'engine may not import config/load'],
    ['config/a', '../cli/run.js', 'config may not import cli/run'],
    ['cli/a', '../synthesizer/fluidLibrary.js', 'cli may not import synthesizer/fluidLibrary'],
    ['cli/a', 'koffi', 'koffi is not for cli'],
    ['cli/a', '../../test/support/pitch.js', '../../test/support/pitch.js is no file of src'],
    ['elsewhere/a', '../midi/messages.js', 'the folder is not in the table'],
  ] as const;
  for (const [name, specifier, message] of told) {
    t.equal(fault(fake(name), { specifier, typeOnly: false }), message, `${name} imports ${specifier}`);
  }
  const types = { specifier: '../input/keyStrokes.js', typeOnly: true };
  t.equal(fault(fake('performance/a'), types), undefined, 'types may be imported where values may not');
});

t.test('every exception of the table is needed', async (t) => {
  for (const [folder, row] of Object.entries(table)) {
    const imported = new Set(
      files
        .filter((file) => file.folder === folder)
        .flatMap((file) => file.imports.filter(({ typeOnly }) => !typeOnly).map((one) => target(file, one))),
    );
    for (const name of Object.keys(row.files ?? {})) t.ok(imported.has(name), `${folder} imports ${name}`);
  }
});

t.test('no folders import each other, not even types', async (t) => {
  const folders = new Map<string, Set<string>>();
  for (const file of files) {
    const targets = folders.get(file.folder) ?? new Set();
    folders.set(file.folder, targets);
    for (const imported of file.imports) {
      const folder = target(file, imported).split('/')[0] ?? '';
      if (imported.specifier.startsWith('.') && folder !== file.folder) targets.add(folder);
    }
  }
  // What imports nothing that is left is taken away; only a circle remains.
  for (let taken = true; taken; ) {
    taken = false;
    for (const [folder, targets] of folders) {
      if ([...targets].some((other) => folders.has(other))) continue;
      folders.delete(folder);
      taken = true;
    }
  }
  t.same([...folders], []);
});

t.test('what decoding and performing load is pure, all the way down', async (t) => {
  for (const folder of ['midi', 'input', 'performance']) {
    const seen = new Set<string>();
    const visit = (file: SourceFile): void => {
      if (seen.has(file.name)) return;
      seen.add(file.name);
      for (const imported of file.imports) {
        if (imported.typeOnly) continue;
        const { specifier } = imported;
        const next = byName.get(target(file, imported));
        if (next !== undefined) visit(next);
        else t.fail(`${folder} loads ${specifier} by ${file.name}`);
      }
    };
    for (const file of files) if (file.folder === folder) visit(file);
    t.ok(seen.size > 0, folder);
  }
});

t.test('Node modules are named as such', async (t) => {
  for (const file of files) {
    for (const { specifier } of file.imports) {
      if (builtinModules.includes(specifier)) t.fail(`${file.name} imports ${specifier} without node:`);
    }
  }
  t.ok(files.some(({ imports }) => imports.some(({ specifier }) => specifier === 'node:fs')));
});

t.test('no file is long', async (t) => {
  for (const file of files) {
    const lines = readFileSync(file.path, 'utf8').split('\n').length - 1;
    t.ok(lines <= longestFile, `${file.name} has ${lines} lines`);
  }
});

/** Files that hold types and lists of words, and nothing that could be run. */
const typesOnly = ['performance/musicalOutput'];

t.test('what needs no devices has a test of its own', async (t) => {
  for (const { name, folder } of files) {
    if (!['midi', 'input', 'performance'].includes(folder)) continue;
    const test = sourcePath(`test/${name}.test.ts`);
    t.equal(existsSync(test), !typesOnly.includes(name), `test/${name}.test.ts`);
  }
});
