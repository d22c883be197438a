/** `everynode explain`: where the pods of a DaemonSet run on nodes that kubectl printed, and why not elsewhere. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Node, Pod } from '../../api/core';
import { decodeManifest } from '../../api/manifest-bytes';
import type { KubernetesObject } from '../../api/meta';
import { ExplainError } from '../../explain/explain-error';
import { explainSet } from '../../explain/explain-set';
import type { SetExplanation } from '../../explain/explanation';
import { printJson } from '../../explain/print-json';
import { printTable } from '../../explain/print-table';
import { type ClusterPicture, readNodes, readPods } from '../../explain/read-cluster';
import { type ManifestText, readManifests } from '../../explain/read-manifest';
import { makeSampleCluster } from '../../explain/sample-cluster';
import { findNearest, suggest } from '../../harness/suggest';
import { EXIT } from '../exit-code';
import { readGivenCluster } from '../given-cluster';
import { EXPLAIN_HELP } from '../help';
import { choosePaint } from '../paint';
import { UsageError } from '../usage-error';

const FORMATS = ['table', 'wide', 'json'] as const;
type Format = (typeof FORMATS)[number];

const OPTIONS = {
  filename: { type: 'string', short: 'f', multiple: true },
  nodes: { type: 'string', multiple: true },
  pods: { type: 'string', multiple: true },
  sample: { type: 'boolean' },
  feature: { type: 'string' },
  daemonset: { type: 'string' },
  namespace: { type: 'string', short: 'n' },
  output: { type: 'string', short: 'o' },
  'fail-on-missing': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const NO_NODES = `everynode explain needs to know the nodes:
  kubectl get nodes -o yaml > nodes.yaml     then add --nodes nodes.yaml
  kubectl get pods -A -o yaml > pods.yaml    and --pods pods.yaml, for what is already taken there
Without a cluster at hand, --sample takes eight made-up nodes, and --feature FILE:LINE those of a scenario.`;

/** Gives the exit code. @throws UsageError for wrong options and for files that do not hold what they should. */
export async function explain(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args);
  if (values.help) {
    process.stdout.write(EXPLAIN_HELP);
    return EXIT.passed;
  }
  try {
    return explainAll(values, positionals, await readQuestion(values));
  } catch (error) {
    if (error instanceof ExplainError) throw new UsageError(error.message);
    throw error;
  }
}

type Values = ReturnType<typeof parse>['values'];

function parse(args: readonly string[]) {
  return parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
}

function readArguments(args: readonly string[]): ReturnType<typeof parse> {
  try {
    return parse(args);
  } catch (error) {
    const [, option] = /Unknown option '(-[^']*)'/.exec((error as Error).message) ?? [];
    if (option === undefined) throw new UsageError(`everynode explain: ${(error as Error).message}`);
    const nearest = findNearest(
      option,
      Object.keys(OPTIONS).map((name) => `--${name}`),
    );
    const hint = nearest === undefined ? 'everynode explain --help lists them.' : `Did you mean ${nearest}?`;
    throw new UsageError(`everynode explain has no option ${option}. ${hint}`);
  }
}

/** What is asked: which manifests, on what cluster. */
interface Question {
  readonly cluster: ClusterPicture;
  readonly manifests: readonly ManifestText[];
  /** Where the DaemonSets stand, if not in a manifest. */
  readonly place: string | undefined;
  readonly notes: readonly string[];
}

const NO_PODS = 'Without --pods every node counts as empty: room and host ports that others hold are not seen.';

async function readQuestion(values: Values): Promise<Question> {
  chooseFormat(values.output);
  if (values.feature !== undefined) return readFeature(values.feature, values);
  if (values.filename === undefined) {
    throw new UsageError(
      'everynode explain needs the manifest: everynode explain -f daemonset.yaml --nodes nodes.yaml',
    );
  }
  if (values.nodes === undefined && !values.sample) throw new UsageError(NO_NODES);
  const input = new Input();
  const cluster = readCluster(values, input);
  const manifests = values.filename.map((path) => input.read(path));
  return { cluster, manifests, place: undefined, notes: values.nodes && !values.pods ? [NO_PODS] : [] };
}

/** The cluster of a scenario; with -f for a manifest that is not in it, otherwise for its own DaemonSets. */
async function readFeature(path: string, values: Values): Promise<Question> {
  if (values.nodes !== undefined || values.sample) {
    throw new UsageError('--feature brings its own nodes: leave out --nodes and --sample.');
  }
  const { place, objects } = await readGivenCluster(path, process.cwd());
  const ofKind = <T>(kind: string) =>
    objects.filter((object) => object.kind === kind) as readonly unknown[] as readonly T[];
  const input = new Input();
  const cluster = {
    nodes: ofKind<Node>('Node'),
    pods: [...ofKind<Pod>('Pod'), ...(values.pods ?? []).flatMap((file) => readPods(input.read(file)))],
  };
  if (cluster.nodes.length === 0) throw new UsageError(`The Given steps of ${place} make no node.`);
  if (values.filename === undefined && ofKind('DaemonSet').length === 0) {
    throw new UsageError(`The Given steps of ${place} make no DaemonSet: add one with -f.`);
  }
  const isUsed = ({ kind }: KubernetesObject) =>
    kind === 'PriorityClass' || kind === 'Namespace' || (kind === 'DaemonSet' && values.filename === undefined);
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects.filter(isUsed) });
  const files = (values.filename ?? []).map((file) => input.read(file));
  const stored = { source: place, text };
  const shownPlace = values.filename === undefined ? place : undefined;
  return { cluster, manifests: [...files, stored], place: shownPlace, notes: [] };
}

function explainAll(values: Values, names: readonly string[], question: Question): number {
  const { cluster, manifests, place } = question;
  const { subjects, namespaceLabels, notes } = readManifests(manifests, values.namespace ?? 'default', cluster.pods);
  const wanted = chooseSets(subjects, values.daemonset, values.namespace);
  const known = new Set(cluster.nodes.map(({ metadata }) => metadata.name));
  for (const name of names) {
    if (!known.has(name)) throw new UsageError(`There is no node "${name}".${suggest(name, [...known])}`);
  }
  const sets = wanted.map((subject) => {
    const set = explainSet(subject, cluster, namespaceLabels);
    return place === undefined ? set : { ...set, source: place };
  });
  write(sets, [...question.notes, ...notes], names, chooseFormat(values.output));
  return values['fail-on-missing'] && sets.some((set) => isMissing(set, names)) ? EXIT.failed : EXIT.passed;
}

function chooseFormat(text = 'table'): Format {
  const format = FORMATS.find((known) => known === text);
  if (format === undefined) {
    const nearest = findNearest(text, FORMATS);
    const hint = nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
    throw new UsageError(`-o takes table, wide or json, not "${text}".${hint}`);
  }
  return format;
}

function readCluster(values: Values, input: Input): ClusterPicture {
  const sample = values.sample ? makeSampleCluster() : { nodes: [], pods: [] };
  const nodes = (values.nodes ?? []).flatMap((path) => readNodes(input.read(path)));
  const pods = (values.pods ?? []).flatMap((path) => readPods(input.read(path)));
  return { nodes: [...sample.nodes, ...nodes], pods: [...sample.pods, ...pods] };
}

/** Reads the files that options name; `-` is standard input, once. */
class Input {
  #stdinIsRead = false;

  read(path: string): ManifestText {
    if (path === '-') {
      if (this.#stdinIsRead) throw new UsageError('Standard input (-) can be read only once.');
      this.#stdinIsRead = true;
      return { source: 'STDIN', text: readFileSync(0, 'utf8') };
    }
    try {
      return { source: path, text: decodeManifest(readFileSync(path), path) };
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') throw new UsageError(`There is no file "${path}".`);
      if (code === 'EISDIR') throw new UsageError(`"${path}" is a folder; name the files in it.`);
      throw new UsageError(`"${path}" cannot be read: ${message}`);
    }
  }
}

interface Named {
  readonly daemonSet: { readonly metadata: { readonly name: string; readonly namespace?: string } };
}

/** `--daemonset NAME` or `NAMESPACE/NAME` among several. */
function chooseSets<T extends Named>(subjects: readonly T[], asked: string | undefined, namespace = ''): readonly T[] {
  if (asked === undefined) return subjects;
  const key = asked.includes('/') || namespace === '' ? asked : `${namespace}/${asked}`;
  const keyOf = ({ daemonSet: { metadata } }: T) => `${metadata.namespace}/${metadata.name}`;
  const found = subjects.filter((subject) => keyOf(subject) === key || subject.daemonSet.metadata.name === key);
  if (found.length > 0) return found;
  throw new UsageError(`There is no DaemonSet "${asked}" in the manifest.${suggest(asked, subjects.map(keyOf))}`);
}

function write(
  sets: readonly SetExplanation[],
  notes: readonly string[],
  names: readonly string[],
  format: Format,
): void {
  const chosen = new Set(names);
  const shown = sets.map((set) => ({
    ...set,
    nodes: names.length === 0 ? set.nodes : set.nodes.filter(({ node }) => chosen.has(node)),
  }));
  if (format === 'json') {
    process.stdout.write(printJson(shown, notes));
    return;
  }
  const colours = choosePaint(process.stdout.isTTY === true);
  const tables = shown.map((set) => printTable(set, set.nodes, { isWide: format === 'wide', colours }));
  for (const note of notes) process.stderr.write(`${note}\n`);
  process.stdout.write(tables.join('\n'));
}

/** Some node that the template selects runs no pod, or none that would fit. */
function isMissing({ nodes }: SetExplanation, names: readonly string[]): boolean {
  return nodes.some(
    ({ node, matchesSelector, answer }) =>
      matchesSelector && answer !== 'runs' && answer !== 'stays' && (names.length === 0 || names.includes(node)),
  );
}
