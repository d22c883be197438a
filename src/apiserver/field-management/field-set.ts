/**
 * A set of paths into an object, as field managers own them. A path element is kept in the form of `fieldsV1`:
 * `f:image` for a field, `k:{"name":"main"}` for a list element by its keys, `v:"x"` for a member of a set.
 * Upstream: structured-merge-diff fieldpath/set.go, v6.
 */
import { isFields, type JsonFields } from '../patch/json-value';
import { quoteGo } from '../schema/go-text';

export type PathElement = string;
export type Path = readonly PathElement[];

/** Filled by `insert` while it is built, and never changed afterwards. */
export class FieldSet {
  /** Elements at which a path of the set ends. */
  readonly members = new Set<PathElement>();
  /** What lies below an element; the element itself need not be a member. */
  readonly children = new Map<PathElement, FieldSet>();

  get isEmpty(): boolean {
    if (this.members.size > 0) return false;
    for (const child of this.children.values()) if (!child.isEmpty) return false;
    return true;
  }

  insert(path: Path): void {
    let set: FieldSet = this;
    for (let depth = 0; depth < path.length - 1; depth++) set = set.descend(path[depth] as PathElement);
    const last = path[path.length - 1];
    if (last !== undefined) set.members.add(last);
  }

  /** The set below an element, made if there is none. */
  descend(element: PathElement): FieldSet {
    let child = this.children.get(element);
    if (!child) {
      child = new FieldSet();
      this.children.set(element, child);
    }
    return child;
  }

  /** Whether this very path is in the set; what is below it does not count. */
  has(path: Path): boolean {
    const [first, ...rest] = path;
    if (first === undefined) return false;
    if (rest.length === 0) return this.members.has(first);
    return this.children.get(first)?.has(rest) ?? false;
  }

  union(other: FieldSet): FieldSet {
    const result = new FieldSet();
    for (const set of [this, other]) for (const element of set.members) result.members.add(element);
    for (const [element, child] of this.children) result.children.set(element, child.union(other.below(element)));
    for (const [element, child] of other.children) {
      if (!this.children.has(element)) result.children.set(element, child);
    }
    return result;
  }

  /** Without the very paths of `other`; what is below one of them stays. */
  difference(other: FieldSet): FieldSet {
    return this.#filter(other, false);
  }

  /** Without the paths of `other` and everything below them. */
  recursiveDifference(other: FieldSet): FieldSet {
    return this.#filter(other, true);
  }

  intersection(other: FieldSet): FieldSet {
    const result = new FieldSet();
    for (const element of this.members) if (other.members.has(element)) result.members.add(element);
    for (const [element, child] of this.children) {
      const common = child.intersection(other.below(element));
      if (!common.isEmpty) result.children.set(element, common);
    }
    return result;
  }

  equals(other: FieldSet): boolean {
    return this.difference(other).isEmpty && other.difference(this).isEmpty;
  }

  /** The set below an element, empty if there is none. */
  below(element: PathElement): FieldSet {
    return this.children.get(element) ?? EMPTY;
  }

  /** Every path, members before what lies deeper, each in the order of path elements. */
  *paths(prefix: Path = []): Iterable<Path> {
    for (const element of [...this.members].sort(compareElements)) yield [...prefix, element];
    for (const element of [...this.children.keys()].sort(compareElements)) {
      yield* this.below(element).paths([...prefix, element]);
    }
  }

  /** The form of `metadata.managedFields[].fieldsV1`. */
  toFieldsV1(): JsonFields {
    const fields: Record<string, unknown> = {};
    const elements = new Set([...this.members, ...this.children.keys()]);
    for (const element of [...elements].sort(compareElements)) {
      const child = this.children.get(element);
      const below = child && !child.isEmpty ? child.toFieldsV1() : undefined;
      if (this.members.has(element)) fields[element] = below ? { '.': {}, ...below } : {};
      else if (below) fields[element] = below;
    }
    return fields;
  }

  #filter(other: FieldSet, isRecursive: boolean): FieldSet {
    const result = new FieldSet();
    for (const element of this.members) if (!other.members.has(element)) result.members.add(element);
    for (const [element, child] of this.children) {
      if (isRecursive && other.members.has(element)) continue;
      const rest = child.#filter(other.below(element), isRecursive);
      if (!rest.isEmpty) result.children.set(element, rest);
    }
    return result;
  }
}

const EMPTY = new FieldSet();

/** The set of exactly these paths. */
export function fieldsAt(...paths: readonly Path[]): FieldSet {
  const set = new FieldSet();
  for (const path of paths) set.insert(path);
  return set;
}

/** A field of a struct, or a key of a map. */
export function fieldElement(name: string): PathElement {
  return `f:${name}`;
}

/** The element of a list that is known by these keys. */
export function keyElement(keys: JsonFields): PathElement {
  const sorted = Object.fromEntries(
    Object.keys(keys)
      .sort()
      .map((key) => [key, keys[key]]),
  );
  return `k:${JSON.stringify(sorted)}`;
}

/** A member of a set of scalars. */
export function valueElement(value: unknown): PathElement {
  return `v:${JSON.stringify(value)}`;
}

/** `.spec.template.spec.containers[name="main"].image` */
export function printPath(path: Path): string {
  return path.map(printElement).join('');
}

function printElement(element: PathElement): string {
  const text = element.slice(2);
  if (element.startsWith('f:')) return `.${text}`;
  const value: unknown = JSON.parse(text);
  if (element.startsWith('v:')) return `[=${printScalar(value)}]`;
  const keys = isFields(value) ? Object.entries(value).map(([key, each]) => `${key}=${printScalar(each)}`) : [];
  return `[${keys.join(',')}]`;
}

function printScalar(value: unknown): string {
  return typeof value === 'string' ? quoteGo(value) : JSON.stringify(value);
}

const ORDER_OF_FORMS = ['f', 'k', 'v'];

function compareElements(a: PathElement, b: PathElement): number {
  const forms = ORDER_OF_FORMS.indexOf(a[0] as string) - ORDER_OF_FORMS.indexOf(b[0] as string);
  if (forms !== 0) return forms;
  return a < b ? -1 : a > b ? 1 : 0;
}
