/** The Health interface of the root object: docs/dbus/health.md. */
import { type Variant, variant } from './dbusLibrary.js';
import { type ExportedInterface, exported } from './exportedInterface.js';
import type { HealthReport, Instrument } from './instrument.js';
import type { Variants } from './interfaceDescription.js';
import { health } from './interfaces.js';

export function healthInterface(instrument: Instrument): ExportedInterface {
  return exported(health, {
    methods: { GetReport: () => [reportOf(instrument.health())] },
    get: () => {
      const { status, reasons } = instrument.health();
      return { Status: status, Reasons: reasons };
    },
  });
}

/** The report by the names that docs/dbus/health.md gives its parts. */
function reportOf({ status, reasons, alerts, figures }: HealthReport): Variants {
  const rows = alerts.map(({ severity, fault, since }) => [
    severity,
    fault.code,
    fault.message,
    fault.remedy,
    since,
  ]);
  return {
    status: variant('s', status),
    reasons: variant('as', reasons),
    alerts: variant('a(sssss)', rows),
    figures: variant('a{sv}', figuresOf(figures)),
  };
}

/** Numbers are doubles, whether they are whole now or not; what is no number yet is left out. */
function figuresOf(figures: HealthReport['figures']): Variants {
  const variants: Record<string, Variant> = {};
  for (const [name, value] of Object.entries(figures)) {
    if (typeof value === 'string') variants[name] = variant('s', value);
    else if (typeof value === 'boolean') variants[name] = variant('b', value);
    else if (Number.isFinite(value)) variants[name] = variant('d', value);
  }
  return variants;
}
