import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import t from 'tap';
import { sourcePath } from '../support/sourceTree.js';

const file = new URL('../../src/systemd/dbusNext.js', import.meta.url).href;

/** Runs in a process of its own, where nothing is loaded yet, and prints one value. */
async function printed(source: string): Promise<unknown> {
  const program = `import { createRequire } from 'node:module';
    import { loadDbusNext } from ${JSON.stringify(file)};
    const own = createRequire(${JSON.stringify(file)});
    const inside = createRequire(own.resolve('dbus-next'));
    const library = loadDbusNext();
    console.log(JSON.stringify(${source}));`;
  const args = ['--input-type=module', '--eval', program];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: sourcePath('.') });
  return JSON.parse(stdout);
}

t.test('dbus-next without its XML library', async (t) => {
  t.same(await printed('[typeof library.sessionBus, typeof library.Message, typeof library.Variant]'), [
    'function',
    'function',
    'function',
  ]);
  t.same(
    await printed(`Object.keys(own.cache).filter((path) => /node_modules.(xml|sax)/.test(path))`),
    [],
    'nothing of it is loaded',
  );
});

t.test('whoever needs the XML library has it', async (t) => {
  t.equal(await printed(`typeof inside('xml2js').parseString`), 'function');
  t.equal(await printed(`loadDbusNext() === library`), true, 'and there is one dbus-next');
});
