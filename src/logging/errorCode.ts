/** The name that the system gives an error, like `ENOENT`; empty for what is no error of the system. */
export function errorCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}
