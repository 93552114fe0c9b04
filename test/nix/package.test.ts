/** What is written down twice for packages and containers says the same, and names only what is there. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { parse } from 'yaml';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const read = (path: string): string => readFileSync(`${root}${path}`, 'utf8');

interface Compose {
  readonly services: {
    readonly 'fw16-synth': {
      readonly healthcheck: Readonly<Record<string, unknown>>;
      readonly devices: readonly string[];
      readonly cap_drop: readonly string[];
      readonly cap_add: readonly string[];
      readonly read_only: boolean;
      readonly build: { readonly dockerfile: string };
    };
  };
}

t.test('every library that the package replaces is named in the source, as the package looks for it', (t) => {
  const replaced = [
    ...read('pkgs/fw16-synth/package.nix').matchAll(
      /\$package\/dist\/(src\/\S+)\.js \\\n\s+--replace-fail "('[^']+')"/g,
    ),
  ];
  t.equal(replaced.length, 4);
  for (const [, file = '', name = ''] of replaced)
    t.ok(read(`${file}.ts`).includes(name), `${file}: ${name}`);
  t.end();
});

t.test('what the package installs is there', (t) => {
  const { files } = JSON.parse(read('package.json')) as { files: readonly string[] };
  t.same(files, ['dist/src', 'dist/assets', 'share']);
  const named = read('pkgs/fw16-synth/package.nix').matchAll(/\$share\/(\S+)/g);
  for (const [, path = ''] of named) t.ok(existsSync(`${root}share/${path}`), path);
  t.match(read('share/udev/73-fw16-synth.rules'), '/usr/bin/setfacl', 'what the package replaces');
  t.end();
});

t.test('the containers check their health alike, and compose keeps what hardens it', (t) => {
  const service = (parse(read('pkgs/container/compose.yaml')) as Compose).services['fw16-synth'];
  t.same(service.healthcheck, {
    test: ['CMD', 'fw16-synth', '--health-check'],
    interval: '30s',
    timeout: '10s',
    retries: 3,
    start_period: '60s',
  });
  t.match(
    read('pkgs/container/Dockerfile'),
    /HEALTHCHECK --interval=30s --timeout=10s --retries=3 --start-period=60s/,
  );
  const image = read('pkgs/container/image.nix');
  t.match(
    image,
    /Interval = 30 \* 1000000000;\s+Timeout = 10 \* 1000000000;\s+Retries = 3;\s+StartPeriod = 60 \*/,
  );
  t.same(service.devices, ['/dev/snd:/dev/snd', '/dev/input:/dev/input']);
  t.same([service.cap_drop, service.cap_add], [['ALL'], ['SYS_NICE', 'SYS_RESOURCE']]);
  t.ok(service.read_only);
  t.ok(existsSync(`${root}${service.build.dockerfile}`));
  t.end();
});

t.test('the desktop entry calls commands that there are', (t) => {
  const entry = read('share/applications/org.fw16synth.Synth1.desktop');
  const lines = [...entry.matchAll(/^Exec=(.*)$/gm)].map(([, line]) => line);
  t.same(lines, ['fw16-synth toggle', 'fw16-synth deactivate', 'fw16-synth panic']);
  t.match(entry, /^Actions=deactivate;panic;$/m);
  t.end();
});
