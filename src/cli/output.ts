/** What commands print. */

/** Writes a value as JSON, for programs. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
}

/** Lines of two or more columns, each as wide as it needs to be. */
export function columns(rows: readonly (readonly string[])[], gap = '  '): string {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(0, ...rows.map((row) => displayWidth(row[column] ?? ''))),
  );
  return rows
    .map((row) => {
      const cells = row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - displayWidth(cell)));
      return `${cells.join(gap).trimEnd()}\n`;
    })
    .join('');
}

/** Characters, not code units. */
function displayWidth(text: string): number {
  return [...text].length;
}
