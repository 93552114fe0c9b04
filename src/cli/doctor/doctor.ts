/** `fw16-synth doctor`: checks everything that a working instrument needs, and prints the fix for each fault. */
import type { LoadOptions } from '../../config/load.js';
import { deadlines } from '../../errors/deadlines.js';
import { printJson } from '../output.js';
import { audioServerCheck } from './audioServer.js';
import { type Check, type FindingStatus, type Result, unknown } from './check.js';
import { readConfigured } from './configured.js';
import { deviceChecks } from './devices.js';
import { driverCheck } from './driver.js';
import { libraryCheck, nodeCheck } from './library.js';
import { type Machine, thisMachine } from './machine.js';
import { memoryLockCheck, priorityCheck, rtkitCheck } from './realtime.js';
import { lingerCheck, systemdCheck, unitCheck } from './service.js';
import { loginSessionCheck, runtimeFolderCheck, sessionBusCheck, systemBusCheck } from './session.js';
import { configurationChecks, configuredSoundFont } from './soundFont.js';

/** @param load The configuration to check, and to check by. */
export function allChecks(load: LoadOptions): readonly Check[] {
  const configured = readConfigured(load);
  return [
    nodeCheck,
    libraryCheck,
    driverCheck(configured),
    audioServerCheck(configured),
    ...deviceChecks(configured),
    ...configurationChecks(configuredSoundFont(load)),
    runtimeFolderCheck,
    sessionBusCheck,
    systemBusCheck,
    loginSessionCheck,
    rtkitCheck,
    priorityCheck,
    memoryLockCheck,
    systemdCheck,
    unitCheck,
    lingerCheck,
  ];
}

/** All at once, each within its deadline; the results are in the order of the checks. */
export async function examine(
  checks: readonly Check[],
  machine: Machine,
  deadlineMs: number = deadlines.doctorCheck.ms,
): Promise<readonly Result[]> {
  return await Promise.all(
    checks.map(async ({ name, look }): Promise<Result> => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<Result>((resolve) => {
        const found = unknown(`not found out within ${deadlineMs / 1000} s`);
        timer = setTimeout(() => resolve({ name, ...found }), deadlineMs);
      });
      const looked = Promise.resolve()
        .then(() => look(machine))
        .catch((error: unknown) => unknown(`the check itself failed: ${String(error)}`))
        .then((finding) => ({ name, ...finding }));
      const result = await Promise.race([looked, late]);
      clearTimeout(timer);
      return result;
    }),
  );
}

/** The exit status: 1 if there is a fault. */
export async function doctor(
  load: LoadOptions,
  json: boolean,
  machine: Machine = thisMachine,
): Promise<number> {
  const results = await examine(allChecks(load), machine);
  const onNixos = /^ID="?nixos"?$/m.test(machine.read('/etc/os-release') ?? '');
  const worst = results.some(({ status }) => status === 'fault') ? 1 : 0;
  if (json) printJson({ status: worst === 0 ? 'ok' : 'fault', nixos: onNixos, checks: results });
  else process.stdout.write(report(results, onNixos));
  return worst;
}

const statusWidth = 'warning'.length;

/** What a person reads. */
export function report(results: readonly Result[], onNixos: boolean): string {
  const width = Math.max(...results.map(({ name }) => name.length));
  const indent = ' '.repeat(statusWidth + width + 4);
  const lines = results.flatMap(({ status, name, found, remedy, nixos }) => {
    const fix = onNixos && nixos !== undefined ? `configuration.nix:\n${nixos}` : remedy;
    const first = `${status.padEnd(statusWidth)}  ${name.padEnd(width)}  ${indented(found, indent)}`;
    return fix === undefined ? [first] : [first, `${indent}→ ${indented(fix, `${indent}  `)}`];
  });
  return `${lines.join('\n')}\n\n${conclusion(results)}\n`;
}

function indented(text: string, indent: string): string {
  return text.split('\n').join(`\n${indent}`);
}

function conclusion(results: readonly Result[]): string {
  const count = (wanted: FindingStatus): number => results.filter(({ status }) => status === wanted).length;
  const faults = count('fault');
  if (faults > 0)
    return `${faults} ${faults === 1 ? 'fault keeps' : 'faults keep'} the instrument from working as it should.`;
  const warnings = count('warning');
  return warnings === 0 ? 'Everything is as it should be.' : `No fault, and ${warnings} to think about.`;
}
