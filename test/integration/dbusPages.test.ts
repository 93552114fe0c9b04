import { readFileSync } from 'node:fs';
import t from 'tap';
import { describeAllowed } from '../../src/dbus/boundary.js';
import { BusService } from '../../src/dbus/busService.js';
import { busErrorOf, busErrors } from '../../src/dbus/errorNames.js';
import type { InterfaceDescription } from '../../src/dbus/interfaceDescription.js';
import * as interfaces from '../../src/dbus/interfaces.js';
import { busName, pathOfDevice, rootPath } from '../../src/dbus/names.js';
import { errorCodes } from '../../src/errors/errors.js';
import { DbusServer } from '../support/dbusServer.js';
import { FakeInstrument } from '../support/fakeInstrument.js';
import { FakePresets } from '../support/fakePresets.js';
import { readIntrospection, readPage } from '../support/referencePages.js';
import { sourcePath } from '../support/sourceTree.js';

/** The pages of the interfaces, and an object that has each. */
const pages = [
  ['synthesizer', rootPath],
  ['health', rootPath],
  ['presets', rootPath],
  ['objectmanager', rootPath],
  ['device', pathOfDevice('event5')],
] as const;
/** What every object has, which has no page: the specification of D-Bus is their page. */
const withoutPage = ['Introspectable', 'Peer', 'Properties'].map((name) => `org.freedesktop.DBus.${name}`);

t.test('the pages have what is on the bus, by names, types and access', async (t) => {
  const bus = await DbusServer.start();
  t.teardown(() => bus.stop());
  const instrument = new FakeInstrument();
  const service = new BusService({ instrument, presets: new FakePresets(), environment: bus.environment });
  await service.start();
  t.teardown(() => service.stop());
  const seen = new Set<string>();
  for (const [name, path] of pages) {
    const { stdout } = await bus.busctl('introspect', '--xml-interface', busName, path);
    const onBus = readIntrospection(stdout);
    for (const found of onBus.keys()) seen.add(found);
    const page = readPage(name);
    t.same(page.members, onBus.get(page.interface), `docs/dbus/${name}.md`);
  }
  const documented = pages.map(([name]) => readPage(name).interface);
  t.same([...seen].sort(), [...documented, ...withoutPage].sort(), 'there is a page for every interface');
});

t.test('the pages have the ranges that are kept', async (t) => {
  for (const description of Object.values(interfaces) as InterfaceDescription[]) {
    const page = readPage(description.name.split('.').at(-1)?.toLowerCase() ?? '');
    const ranges = Object.entries(description.properties).flatMap(([name, { allowed, access }]) =>
      allowed === undefined || access === 'read' ? [] : [[name, describeAllowed(allowed)]],
    );
    t.same(page.ranges, Object.fromEntries(ranges), description.name);
    for (const [name, { in: row }] of Object.entries(description.methods)) {
      for (const { name: argument, allowed } of row) {
        if (allowed === undefined || !('minimum' in allowed)) continue;
        t.match(page.texts[name], `- ${argument}: ${describeAllowed(allowed)}`, `${name}: ${argument}`);
      }
    }
  }
});

t.test('what is said of errors is so', async (t) => {
  const text = readFileSync(sourcePath('docs/dbus/errors.md'), 'utf8');
  const rows = [...text.matchAll(/^\| `(\w+)` \| .+ \| (.+) \|$/gm)];
  t.same(
    rows.map(([, name]) => name),
    [...busErrors],
    'every error has a row',
  );
  for (const [, name, codes = ''] of rows) {
    const mapped = errorCodes.filter((code) => busErrorOf[code] === name);
    t.same(codes.split(', ').sort(), mapped.map((code) => `\`${code}\``).sort(), String(name));
  }
  for (const [page] of pages) {
    for (const [member, body] of Object.entries(readPage(page).texts)) {
      const [, named = ''] = /^Errors: ([\s\S]*?)\n\n/m.exec(`${body}\n\n`) ?? [];
      for (const [, word = ''] of named.replace(/\([^)]*\)/g, '').matchAll(/`(\w+)`/g)) {
        const known = [...busErrors, 'Activate'] as readonly string[];
        t.ok(known.includes(word), `${page}.md: ${member} names ${word}`);
      }
    }
  }
});

t.test('the limits that the overview gives are those that are kept', async (t) => {
  const text = readFileSync(sourcePath('docs/dbus/README.md'), 'utf8');
  const { rateLimits } = await import('../../src/dbus/rateLimit.js');
  t.match(text, `${rateLimits.perSecond} a second, and ${rateLimits.burst} at once`);
  t.match(text, `${rateLimits.clients} at a time`);
});
