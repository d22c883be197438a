/** The DaemonSets of a manifest as the API server would store them, each with the pod that its controller would create. */
import type { DaemonSet } from '../api/apps';
import type { ApiClient } from '../api/client';
import type { Pod } from '../api/core';
import { isApiError } from '../api/errors';
import { ManifestError, type ManifestFields, type ManifestObject, parseManifest } from '../api/manifest';
import { ApiServer } from '../apiserver/api-server';
import { EventLoop } from '../kernel/event-loop';
import { Ids } from '../kernel/ids';
import { Journal } from '../kernel/journal';
import { Random } from '../kernel/random';
import { formatCommandError } from '../kubectl/kubectl';
import { mapObjects } from '../kubectl/manifest-files';
import { ExplainError } from './explain-error';
import { locateField } from './locate-field';
import type { NamespaceLabels } from './occupancy';
import { makeSubject, type Subject } from './subject';

export interface ManifestText {
  /** As the user named it; `STDIN` for standard input. */
  readonly source: string;
  readonly text: string;
}

export interface ReadManifest {
  readonly subjects: readonly Subject[];
  readonly namespaceLabels: NamespaceLabels;
  /** What was left out, one sentence each. */
  readonly notes: readonly string[];
}

/** `pods` of the cluster tell the priority of classes that no manifest defines. Throws `ExplainError`. */
export function readManifests(texts: readonly ManifestText[], namespace: string, pods: readonly Pod[]): ReadManifest {
  const objects = texts.flatMap(({ source, text }) => parse(source, text));
  const sets = objects.filter(({ object }) => object.kind === 'DaemonSet');
  const names = texts.map(({ source }) => source).join(', ');
  if (sets.length === 0) {
    const found = countKinds(objects.map(({ object }) => object));
    throw new ExplainError(
      `There is no DaemonSet in ${names}${found === '' ? ', which is empty' : `, only ${found}`}.`,
    );
  }
  const server = new AdmissionServer(pods);
  const isUsed = ({ object }: ManifestObject) => object.kind === 'PriorityClass' || object.kind === 'Namespace';
  for (const entry of objects.filter(isUsed)) server.prepare(entry);
  const textOf = new Map(texts.map(({ source, text }) => [source, text]));
  const subjects = sets.map((entry) => server.admit(entry, namespace, textOf.get(entry.source) ?? ''));
  const ignored = countKinds(
    objects.filter((entry) => entry.object.kind !== 'DaemonSet' && !isUsed(entry)).map(({ object }) => object),
  );
  return {
    subjects,
    namespaceLabels: server.namespaceLabels(),
    notes: ignored === '' ? [] : [`Not looked at: ${ignored}.`],
  };
}

function parse(source: string, text: string): readonly ManifestObject[] {
  try {
    return parseManifest(text, source);
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    // kubectl counts lines from the document's begin, and without the column: the place says it better.
    const sentence = error.message.replace(
      /^error parsing .*?: error converting YAML to JSON: (yaml: (line \d+: )?)?/,
      '',
    );
    throw new ExplainError(`${placeOf(source, error.line, error.column)}: this is no YAML: ${sentence}`);
  }
}

function placeOf(source: string, line: number | undefined, column?: number): string {
  return [
    source,
    ...(line === undefined ? [] : [line]),
    ...(line === undefined || column === undefined ? [] : [column]),
  ].join(':');
}

/** `2 Services and 1 ConfigMap`; empty for none. */
export function countKinds(objects: readonly ManifestFields[]): string {
  const counts = new Map<string, number>();
  for (const { kind } of objects) {
    const name = typeof kind === 'string' && kind !== '' ? kind : 'object without a kind';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const parts = [...counts].map(([kind, count]) => `${count} ${count === 1 ? kind : pluralOf(kind)}`);
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

function pluralOf(kind: string): string {
  if (kind.startsWith('object ')) return kind.replace('object', 'objects');
  return /(s|x|ch)$/.test(kind) ? `${kind}es` : kind.endsWith('y') ? `${kind.slice(0, -1)}ies` : `${kind}s`;
}

/** An API server of its own, in which whatever a DaemonSet merely refers to is taken to exist. */
class AdmissionServer {
  readonly #server: ApiServer;
  readonly #client: ApiClient;
  readonly #priorities = new Map<string, number>();

  constructor(pods: readonly Pod[]) {
    const loop = new EventLoop();
    this.#server = new ApiServer({ loop, ids: new Ids(new Random('explain')), journal: new Journal(loop.clock) });
    this.#client = this.#server.clientFor('kubectl');
    for (const { spec } of pods) {
      if (spec.priorityClassName && spec.priority !== undefined) {
        this.#priorities.set(spec.priorityClassName, spec.priority);
      }
    }
  }

  /** Creates what sets refer to. A refusal is not the subject here. */
  prepare({ object }: ManifestObject): void {
    const resource = object.kind === 'Namespace' ? 'namespaces' : 'priorityclasses';
    try {
      this.#client.create(resource, '', withoutServerFields(object));
    } catch (error) {
      if (!isApiError(error)) throw error;
    }
  }

  namespaceLabels(): NamespaceLabels {
    const namespaces = [...this.#server.objects('namespaces')];
    return new Map(namespaces.map(({ metadata }) => [metadata.name, metadata.labels ?? {}]));
  }

  /** Throws `ExplainError` in the words that kubectl prints. */
  admit(entry: ManifestObject, fallback: string, text: string): Subject {
    const place = (line: number | undefined) => placeOf(entry.source, line);
    const mapped = mapObjects(() => [entry], { fallback, isRequired: false });
    const [file] = mapped.objects;
    if (!file) throw new ExplainError(`${place(entry.line)}: ${formatCommandError(mapped.errors[0]).trimEnd()}`);
    const { namespace } = file;
    this.#ensure('namespaces', '', namespace);
    let daemonSet: DaemonSet;
    try {
      const sent = withoutServerFields(file.fields);
      daemonSet = this.#client.create('daemonsets', namespace, sent, { fieldValidation: 'Strict' });
    } catch (error) {
      if (!isApiError(error)) throw error;
      const line = locateField(text, entry.line, error) ?? entry.line;
      throw new ExplainError(`${place(line)}: ${formatCommandError(error).trimEnd()}`);
    }
    const { uid } = file.fields.metadata as { readonly uid?: unknown };
    return this.subjectOf(daemonSet, place(entry.line), typeof uid === 'string' ? uid : undefined);
  }

  /** `uid` is the one it has in the cluster, where known. */
  subjectOf(daemonSet: DaemonSet, source: string, uid: string | undefined): Subject {
    const notes: string[] = [];
    const namespace = daemonSet.metadata.namespace ?? 'default';
    const { serviceAccountName, priorityClassName, schedulerName } = daemonSet.spec.template.spec;
    this.#ensure('serviceaccounts', namespace, 'default');
    if (serviceAccountName) this.#ensure('serviceaccounts', namespace, serviceAccountName);
    if (priorityClassName && !this.#server.find('priorityclasses', priorityClassName)) {
      const known = this.#priorities.get(priorityClassName);
      this.#ensure('priorityclasses', '', priorityClassName, { value: known ?? 0 });
      if (known === undefined) {
        notes.push(
          `The PriorityClass "${priorityClassName}" is in none of the files: its priority counts as 0. Add it with another -f.`,
        );
      }
    }
    if (schedulerName && schedulerName !== 'default-scheduler') {
      notes.push(
        `Its pods ask for the scheduler "${schedulerName}"; the answers here are those of the default scheduler.`,
      );
    }
    try {
      return makeSubject(this.#server.componentClientFor('daemonset-controller'), daemonSet, source, uid, notes);
    } catch (error) {
      if (!isApiError(error)) throw error;
      throw new ExplainError(`${source}: the API server takes the DaemonSet, and refuses its pods: ${error.message}`);
    }
  }

  #ensure(
    resource: 'namespaces' | 'serviceaccounts' | 'priorityclasses',
    namespace: string,
    name: string,
    fields: object = {},
  ): void {
    if (this.#server.find(resource, namespace === '' ? name : `${namespace}/${name}`)) return;
    this.#client.create(resource, namespace, {
      metadata: { name, ...(namespace === '' ? {} : { namespace }) },
      ...fields,
    });
  }
}

const SET_BY_SERVER: ReadonlySet<string> = new Set([
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'managedFields',
  'selfLink',
]);

/** What `kubectl get -o yaml` adds to an object does not make it another one. */
function withoutServerFields({ status: _, metadata, ...rest }: ManifestFields): ManifestFields {
  const own = Object.entries((metadata ?? {}) as ManifestFields).filter(([field]) => !SET_BY_SERVER.has(field));
  return { ...rest, metadata: Object.fromEntries(own) };
}
