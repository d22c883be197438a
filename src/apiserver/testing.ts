/** A cluster's API server alone, and the drafts that its unit tests start from. Not imported by production code. */
import type { DaemonSet } from '../api/apps';
import type { ApiClient } from '../api/client';
import { type ApiError, isApiError } from '../api/errors';
import { EventLoop } from '../kernel/event-loop';
import { Ids } from '../kernel/ids';
import { Journal } from '../kernel/journal';
import { Random } from '../kernel/random';
import { ApiServer } from './api-server';

export interface TestServer {
  readonly loop: EventLoop;
  readonly journal: Journal;
  readonly server: ApiServer;
  readonly client: ApiClient;
}

export function startServer(options: { watchLatencyMs?: number } = {}): TestServer {
  const loop = new EventLoop();
  const journal = new Journal(loop.clock);
  const server = new ApiServer({ loop, journal, ids: new Ids(new Random('api-server')), ...options });
  return { loop, journal, server, client: server.clientFor('kubectl') };
}

export function makePod(name: string, spec: Readonly<Record<string, unknown>> = {}, metadata: object = {}) {
  return { metadata: { name, ...metadata }, spec: { containers: [{ name: 'main', image: 'agent:v1' }], ...spec } };
}

export function makeDaemonSet(name = 'agent', metadata: object = {}) {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name, ...metadata },
    spec: {
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'main', image: 'agent:v1' }] },
      },
    },
  };
}

/** The DaemonSet as it would be sent back with another image. */
export function withImage(daemonSet: DaemonSet, image: string): DaemonSet {
  const { template } = daemonSet.spec;
  const containers = template.spec.containers.map((container) => ({ ...container, image }));
  return {
    ...daemonSet,
    spec: { ...daemonSet.spec, template: { ...template, spec: { ...template.spec, containers } } },
  };
}

type Change = Readonly<Record<string, unknown>>;

/** A DaemonSet whose pod spec, only container and template annotations are changed so. */
export function makeChangedDaemonSet(change: Change, containerChange: Change = {}, annotations?: Change) {
  const { spec, ...rest } = makeDaemonSet();
  const [container] = spec.template.spec.containers;
  const template = {
    metadata: { ...spec.template.metadata, ...(annotations ? { annotations } : {}) },
    spec: { containers: [{ ...container, ...containerChange }], ...change },
  };
  return { ...rest, spec: { ...spec, template } };
}

/** The complaints about such a DaemonSet, each without the path of the spec and of its first container. */
export function complaintsAbout(change: Change, containerChange: Change = {}, annotations?: Change): string[] {
  const { client } = startServer();
  const daemonSet = makeChangedDaemonSet(change, containerChange, annotations);
  const refusal = refusalOf(() => client.create('daemonsets', 'default', daemonSet));
  return (refusal.details?.causes ?? []).map(({ field, message }) =>
    `${field}: ${message}`.replace('spec.template.spec.', '').replace('containers[0].', ''),
  );
}

/** The refusal that `request` meets. */
export function refusalOf(request: () => unknown): ApiError {
  try {
    request();
  } catch (error) {
    if (isApiError(error)) return error;
    throw error;
  }
  throw new Error('the request was not refused');
}
