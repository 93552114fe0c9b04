/** Where the configuration is. */
import { homedir } from 'node:os';
import { join } from 'node:path';

export const systemConfiguration = '/etc/fw16-synth/config.yaml';

/** The folder of a user's home. */
export function homeFolder(environment: NodeJS.ProcessEnv): string {
  return environment.HOME || homedir();
}

/** The folder of the user's own configuration. */
export function configurationFolder(environment: NodeJS.ProcessEnv): string {
  return join(environment.XDG_CONFIG_HOME || join(homeFolder(environment), '.config'), 'fw16-synth');
}

export function userConfiguration(environment: NodeJS.ProcessEnv): string {
  return join(configurationFolder(environment), 'config.yaml');
}

/** The folder of what the program remembers. */
export function stateFolder(environment: NodeJS.ProcessEnv): string {
  return join(environment.XDG_STATE_HOME || join(homeFolder(environment), '.local/state'), 'fw16-synth');
}
