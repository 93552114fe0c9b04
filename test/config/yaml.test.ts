import { createRequire } from 'node:module';
import t from 'tap';
import { forgetYamlLibrary, yamlLibrary } from '../../src/config/yaml.js';

const { cache } = createRequire(import.meta.url);
const loaded = (): string[] => Object.keys(cache).filter((path) => /node_modules\/yaml\//.test(path));

t.test('the library is loaded when it is needed, and let go', (t) => {
  // The test runner has loaded it as well.
  forgetYamlLibrary();
  t.same(loaded(), []);
  t.same(yamlLibrary().parse('a: [1, 2]'), { a: [1, 2] });
  t.equal(yamlLibrary(), yamlLibrary(), 'once');
  t.ok(loaded().length > 0);
  forgetYamlLibrary();
  t.same(loaded(), []);
  t.same(yamlLibrary().parse('b: true'), { b: true }, 'and loaded again');
  t.end();
});
