/**
 * Tables of objects as `get` prints them, in one piece or row by row: columns keep their widths from one piece to the
 * next, and headers are printed once. Upstream: cli-runtime pkg/printers/tableprinter.go, v1.36. KUBECTL-TAB-03, KUBECTL-GET-08.
 */
import { formatLabels } from '../../api/label-selector-text';
import type { KubernetesObject } from '../../api/meta';
import type { ResourceDefinition } from '../../api/resources';
import { printType } from '../resource-types';
import type { Session } from '../session';
import { tableOf } from '../tables/registry';
import { alignColumns, TABLE_LAYOUT } from './tabwriter';

export interface TableOptions {
  readonly isWide: boolean;
  /** Names as `daemonset.apps/agent`. */
  readonly showsKind: boolean;
  /** A first column EVENT, for `--output-watch-events`. */
  readonly showsEvents?: boolean;
}

/** One table of one kind; each call of `format` adds rows to it. */
export class ObjectTable {
  readonly #columns;
  #widths: readonly number[] = [];
  #hasHeader: boolean;

  constructor(
    private readonly session: Session,
    private readonly definition: ResourceDefinition,
    private readonly options: TableOptions,
  ) {
    this.#columns = tableOf(definition.resource).filter((column) => options.isWide || !column.isWide);
    this.#hasHeader = session.flags.isOn('no-headers');
  }

  /** Lines of these objects, each ended; empty without any. */
  format(objects: readonly KubernetesObject[], event?: string): string {
    if (objects.length === 0) return '';
    const rows = objects.map((object) => this.#makeRow(object, event));
    if (!this.#hasHeader) rows.unshift(this.#makeHeader());
    this.#hasHeader = true;
    const { minWidth, padding } = TABLE_LAYOUT;
    const cells = (rows[0] as readonly string[]).slice(0, -1);
    this.#widths = cells.map((_, column) =>
      Math.max(this.#widths[column] ?? minWidth, ...rows.map((row) => [...(row[column] ?? '')].length + padding)),
    );
    // A row of the known widths, cut off again, makes the columns as wide as they ever were.
    const ruler = this.#widths.map((width) => 'x'.repeat(width - padding)).concat('');
    const text = alignColumns([ruler, ...rows].map((row) => row.join('\t')).join('\n'), TABLE_LAYOUT);
    return `${text.slice(text.indexOf('\n') + 1)}\n`;
  }

  get #showsNamespace(): boolean {
    return this.session.flags.isOn('all-namespaces') && this.definition.namespaced;
  }

  #makeHeader(): string[] {
    const { flags } = this.session;
    return [
      ...(this.options.showsEvents ? ['EVENT'] : []),
      ...(this.#showsNamespace ? ['NAMESPACE'] : []),
      ...this.#columns.map(({ title }) => title),
      ...flags.list('label-columns').map((key) => (key.split('/').at(-1) ?? key).toUpperCase()),
      ...(flags.isOn('show-labels') ? ['LABELS'] : []),
    ];
  }

  #makeRow(object: KubernetesObject, event = ''): string[] {
    const { flags, nowMs } = this.session;
    const { namespace = '', labels } = object.metadata;
    return [
      ...(this.options.showsEvents ? [event] : []),
      ...(this.#showsNamespace ? [namespace] : []),
      ...this.#columns.map(({ cell, title }) => {
        const text = cutAtLineBreak(String(cell(object, nowMs)));
        return this.options.showsKind && title === 'NAME' ? `${printType(this.definition)}/${text}` : text;
      }),
      ...flags.list('label-columns').map((key) => labels?.[key] ?? ''),
      ...(flags.isOn('show-labels') ? [formatLabels(labels)] : []),
    ];
  }
}

const LINE_BREAK = /[\n\r\f]/;

/** A cell ends where its first line ends. KUBECTL-TAB-05. */
export function cutAtLineBreak(text: string): string {
  const at = text.search(LINE_BREAK);
  return at < 0 ? text : `${text.slice(0, at)}...`;
}
