/** `-o custom-columns=NAME:.metadata.name,IMAGE:.spec…`. Upstream: kubectl pkg/cmd/get/customcolumn.go, v1.36. */
import type { KubernetesObject } from '../../api/meta';
import { CommandError } from '../command-error';
import type { Session } from '../session';
import { printGoValue } from './go-text';
import { findByJsonPath } from './json-path';
import { alignColumns, TABLE_LAYOUT } from './tabwriter';

export interface CustomColumns {
  /** Lines of the objects, each ended; the header stands above the first ones. */
  format(objects: readonly KubernetesObject[]): string;
}

/** Throws `CommandError` for columns that cannot be read. */
export function customColumnsOf(session: Session, spec: string): CustomColumns {
  if (spec === '') throw new CommandError('custom-columns format specified but no custom columns given');
  // A file may hold headers and paths on two lines. Upstream: NewCustomColumnsPrinterFromTemplate.
  const columns = (/\n/.test(spec.trim()) ? readTemplate(spec) : readSpec(spec)).map(({ title, path }) => ({
    title,
    find: findByJsonPath(path),
  }));
  let hasHeader = session.flags.isOn('no-headers');
  return {
    format(objects) {
      const rows = objects.map((object) =>
        columns.map(({ find }) => {
          const values = find(object);
          return values.length === 0 ? '<none>' : values.map(printGoValue).join(',');
        }),
      );
      const headers = hasHeader ? [] : [columns.map(({ title }) => title)];
      hasHeader = true;
      const lines = [...headers, ...rows].map((row) => row.join('\t'));
      return lines.length > 0 ? `${alignColumns(lines.join('\n'), TABLE_LAYOUT)}\n` : '';
    },
  };
}

interface ColumnSpec {
  readonly title: string;
  readonly path: string;
}

function readSpec(spec: string): readonly ColumnSpec[] {
  return spec
    .trim()
    .split(',')
    .map((part) => {
      const colon = part.indexOf(':');
      if (colon < 0) {
        throw new CommandError(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`);
      }
      return { title: part.slice(0, colon), path: part.slice(colon + 1) };
    });
}

function readTemplate(text: string): readonly ColumnSpec[] {
  const [headers = '', paths = ''] = text.trim().split('\n');
  const titles = headers.trim().split(/\s+/);
  const expressions = paths.trim().split(/\s+/);
  if (titles.length !== expressions.length) {
    throw new CommandError(
      `number of headers (${titles.length}) and field specifications (${expressions.length}) don't match`,
    );
  }
  return titles.map((title, index) => ({ title, path: expressions[index] as string }));
}
