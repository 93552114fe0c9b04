/** The Device interface, one object a device: docs/dbus/device.md. */
import { type ExportedInterface, exported } from './exportedInterface.js';
import type { DeviceProperties, Instrument } from './instrument.js';
import { device } from './interfaces.js';

/** @param first What it shows until the instrument knows it by its id. */
export function deviceInterface(
  instrument: Instrument,
  id: string,
  first: DeviceProperties,
): ExportedInterface {
  return exported(device, { methods: {}, get: () => instrument.devices.get(id) ?? first });
}
