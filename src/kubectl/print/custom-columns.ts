/** `-o custom-columns=NAME:.metadata.name,IMAGE:.spec…`. Upstream: kubectl pkg/cmd/get/customcolumn.go, v1.36. */
import { CommandError } from '../command-error';
import type { Selected } from '../resource-arguments';
import type { Session } from '../session';
import { printGoValue } from './go-text';
import { findByJsonPath } from './json-path';
import { alignColumns, TABLE_LAYOUT } from './tabwriter';

export function printCustomColumns(session: Session, spec: string, objects: readonly Selected[]): void {
  if (spec === '') throw new CommandError('custom-columns format specified but no custom columns given');
  const columns = spec.split(',').map((part) => {
    const colon = part.indexOf(':');
    if (colon < 0) {
      throw new CommandError(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`);
    }
    return { title: part.slice(0, colon), find: findByJsonPath(part.slice(colon + 1)) };
  });
  const rows = objects.map(({ object }) =>
    columns.map(({ find }) => {
      const values = find(object);
      return values.length === 0 ? '<none>' : values.map(printGoValue).join(',');
    }),
  );
  const headers = session.flags.isOn('no-headers') ? [] : [columns.map(({ title }) => title)];
  const lines = [...headers, ...rows].map((row) => row.join('\t'));
  if (lines.length > 0) session.write(`${alignColumns(lines.join('\n'), TABLE_LAYOUT)}\n`);
}
