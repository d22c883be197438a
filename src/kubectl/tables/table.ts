/** Tables of `kubectl get`: columns as data, rows from objects. */
import type { KubernetesObject } from '../../api/meta';

export interface Column<T extends KubernetesObject = KubernetesObject> {
  readonly title: string;
  /** Shown only with `-o wide`. */
  readonly isWide?: boolean;
  readonly cell: (object: T, nowMs: number) => string | number;
}

export type Table<T extends KubernetesObject = KubernetesObject> = readonly Column<T>[];

export function column<T extends KubernetesObject>(title: string, cell: Column<T>['cell']): Column<T> {
  return { title, cell };
}

export function wideColumn<T extends KubernetesObject>(title: string, cell: Column<T>['cell']): Column<T> {
  return { title, cell, isWide: true };
}
