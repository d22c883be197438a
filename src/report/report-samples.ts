/** Runs and journals for the tests of the report: real Gherkin, made-up outcomes. */
import { AstBuilder, compile, GherkinClassicTokenMatcher, Parser } from '@cucumber/gherkin';
import type { Envelope, TestStepResultStatus } from '@cucumber/messages';
import type { CommitEntry, JournalEntry } from '../api/journal-entry';
import type { KubernetesObject } from '../api/meta';
import type { ResourceName } from '../api/resources';
import { TIMELINE_MEDIA_TYPE } from './collect';
import { RUN_MEDIA_TYPE } from './run-facts';
import { timelineOf } from './timeline';

export interface SampleFeature {
  readonly uri: string;
  readonly source: string;
}

export interface SampleRun {
  /** The status of a step by its text; passed by default. `undefined` for a scenario: it never starts. */
  readonly statusOf?: (step: string, scenario: string) => string;
  readonly starts?: (scenario: string) => boolean;
  readonly timeline?: unknown;
  readonly facts?: unknown;
  /** Runs the scenarios last to first. */
  readonly backwards?: boolean;
}

/** The messages that a run of these features would leave. */
export function runSample(features: readonly SampleFeature[], run: SampleRun = {}): readonly Envelope[] {
  let nextId = 0;
  const newId = () => String(nextId++);
  const timestamp = (seconds: number) => ({ seconds, nanos: 0 });
  const envelopes: Envelope[] = [];
  const cases: Envelope[][] = [];
  for (const { uri, source } of features) {
    const document = { ...new Parser(new AstBuilder(newId), new GherkinClassicTokenMatcher()).parse(source), uri };
    envelopes.push({ gherkinDocument: document });
    for (const pickle of compile(document, uri, newId)) {
      envelopes.push({ pickle });
      if (run.starts && !run.starts(pickle.name)) continue;
      const id = newId();
      const started = newId();
      const steps = pickle.steps.map((step) => ({ id: newId(), pickleStepId: step.id, text: step.text }));
      const messages: Envelope[] = [
        {
          testCase: { id, pickleId: pickle.id, testSteps: steps.map(({ id, pickleStepId }) => ({ id, pickleStepId })) },
        },
        { testCaseStarted: { id: started, testCaseId: id, attempt: 0, timestamp: timestamp(1) } },
      ];
      for (const step of steps) {
        const status = (run.statusOf?.(step.text, pickle.name) ?? 'PASSED') as TestStepResultStatus;
        messages.push({
          testStepFinished: {
            testCaseStartedId: started,
            testStepId: step.id,
            timestamp: timestamp(1),
            testStepResult: {
              status,
              duration: { seconds: 0, nanos: 1_500_000 },
              ...(status === ('FAILED' as TestStepResultStatus)
                ? { message: `"${step.text}" \u001b[31mfailed\u001b[0m` }
                : {}),
            },
          },
        });
      }
      if (run.timeline) messages.push(attach(TIMELINE_MEDIA_TYPE, run.timeline, started));
      messages.push({
        testCaseFinished: { testCaseStartedId: started, timestamp: timestamp(2), willBeRetried: false },
      });
      cases.push(messages);
    }
  }
  if (run.facts) envelopes.push(attach(RUN_MEDIA_TYPE, run.facts));
  return [
    ...envelopes,
    { testRunStarted: { timestamp: timestamp(1) } },
    ...(run.backwards ? cases.reverse() : cases).flat(),
    { testRunFinished: { success: true, timestamp: timestamp(2) } },
  ];
}

function attach(mediaType: string, body: unknown, testCaseStartedId?: string): Envelope {
  return {
    attachment: {
      mediaType,
      body: JSON.stringify(body),
      contentEncoding: 'IDENTITY' as never,
      ...(testCaseStartedId === undefined ? {} : { testCaseStartedId }),
    },
  };
}

/** A journal written by hand: each call is a commit at a time, and the objects change as the store's would. */
export class SampleJournal {
  readonly entries: JournalEntry[] = [];
  readonly #objects = new Map<string, KubernetesObject>();
  #uid = 0;

  step(atMs: number, keyword: 'Given' | 'When' | 'Then', text: string): this {
    this.entries.push({ kind: 'step', atMs, keyword, text });
    return this;
  }

  /** Creates the object, or replaces the given top-level fields of it; `undefined` removes it. */
  put(atMs: number, resource: ResourceName, name: string, fields: Record<string, unknown> | undefined): this {
    const key = `${resource}/${name}`;
    const before = this.#objects.get(key);
    const { metadata, ...rest } = fields ?? {};
    const after = fields && {
      apiVersion: 'v1',
      kind: '',
      ...before,
      ...rest,
      metadata: metadata || !before ? { ...this.#metaOf(name, before), ...(metadata as object) } : before.metadata,
    };
    if (after) this.#objects.set(key, after);
    else this.#objects.delete(key);
    const verb: CommitEntry['verb'] = before ? (after ? 'update' : 'delete') : 'create';
    this.entries.push({ kind: 'commit', atMs, actor: 'test', verb, resource, before, after });
    return this;
  }

  #metaOf(name: string, before: KubernetesObject | undefined) {
    if (before) return before.metadata;
    this.#uid += 1;
    return { name, namespace: 'default', uid: `${name}-uid-${this.#uid}`, resourceVersion: '1', creationTimestamp: '' };
  }
}

export const OWNER = [{ apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'agent', uid: 'agent-uid', controller: true }];

/** A rollout of `nodes` nodes from agent:v1 to agent:v2, one after the other; the pod on the last node crashes. */
export function sampleRollout(nodes: number): readonly JournalEntry[] {
  const journal = new SampleJournal().step(0, 'Given', 'a cluster');
  const ready = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };
  const crashing = {
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'False' }],
    containerStatuses: [{ state: { waiting: { reason: 'CrashLoopBackOff' } } }],
  };
  const revision = (image: string, number: number) => ({
    metadata: { ownerReferences: OWNER, labels: { 'controller-revision-hash': image } },
    revision: number,
    data: { spec: { template: { $patch: 'replace', spec: { containers: [{ name: 'main', image }] } } } },
  });
  const spec = (maxUnavailable: number) => ({
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable, maxSurge: 0 } },
  });
  for (let i = 1; i <= nodes; i += 1) journal.put(0, 'nodes', `node${i}`, { spec: {}, status: {} });
  journal.put(0, 'daemonsets', 'agent', { metadata: { uid: 'agent-uid' }, spec: spec(1), status: {} });
  journal.put(0, 'controllerrevisions', 'agent-1', revision('agent:v1', 1));
  const pod = (image: string, node: number) => ({
    metadata: { ownerReferences: OWNER, labels: { 'controller-revision-hash': image } },
    spec: { nodeName: `node${node}`, containers: [] },
    status: { phase: 'Pending' },
  });
  for (let i = 1; i <= nodes; i += 1) journal.put(0, 'pods', `agent-a${i}`, pod('agent:v1', i));
  for (let i = 1; i <= nodes; i += 1) journal.put(2000, 'pods', `agent-a${i}`, { status: ready });
  journal.step(2000, 'When', 'the image changes').put(2000, 'controllerrevisions', 'agent-2', revision('agent:v2', 2));
  for (let i = 1; i <= nodes; i += 1) {
    const atMs = 2000 + i * 3000;
    journal
      .put(atMs, 'pods', `agent-a${i}`, { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } })
      .put(atMs + 1000, 'pods', `agent-a${i}`, undefined)
      .put(atMs + 1000, 'pods', `agent-b${i}`, pod('agent:v2', i))
      .put(atMs + 3000, 'pods', `agent-b${i}`, { status: i === nodes ? crashing : ready });
  }
  return journal.entries;
}

/** The rollout's timeline, as the hooks attach it. */
export function sampleTimeline(nodes = 5): unknown {
  return timelineOf(sampleRollout(nodes));
}
