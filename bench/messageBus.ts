/** A session bus of the benchmark's own; it stands for the system's bus as well, without any of its services. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { startProcess, stopProcess, waitForOutput } from './processes.js';

export interface MessageBus {
  /** A folder with a short path: that of a Unix socket may have 107 characters. */
  readonly folder: string;
  readonly socketPath: string;
  /** What makes programs find this bus and no other. */
  readonly environment: NodeJS.ProcessEnv;
  stop(): Promise<void>;
}

const configuration = (address: string): string => `<!DOCTYPE busconfig PUBLIC
 "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>${address}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
  <!-- Those of every session's bus. -->
  <limit name="max_incoming_bytes">1000000000</limit>
  <limit name="max_outgoing_bytes">1000000000</limit>
  <limit name="max_message_size">1000000000</limit>
  <limit name="max_replies_per_connection">50000</limit>
</busconfig>
`;

async function startMessageBus(): Promise<MessageBus> {
  const folder = mkdtempSync(`${tmpdir()}/fw16-bus-`);
  const [socketPath, log, config] = [`${folder}/bus`, `${folder}/log`, `${folder}/bus.conf`];
  const address = `unix:path=${socketPath}`;
  writeFileSync(config, configuration(address));
  const child = startProcess(
    'dbus-daemon',
    [`--config-file=${config}`, '--nofork', '--nopidfile', '--print-address'],
    { log },
  );
  // It prints its address once it listens there.
  await waitForOutput(child, log, /^unix:path=/m);
  return {
    folder,
    socketPath,
    environment: {
      XDG_RUNTIME_DIR: folder,
      DBUS_SESSION_BUS_ADDRESS: address,
      DBUS_SYSTEM_BUS_ADDRESS: address,
    },
    stop: async () => {
      await stopProcess(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Runs something that needs a bus. */
export async function withMessageBus<Result>(work: (bus: MessageBus) => Promise<Result>): Promise<Result> {
  const bus = await startMessageBus();
  try {
    return await work(bus);
  } finally {
    await bus.stop();
  }
}
