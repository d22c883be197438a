/** Lines without steps: which revision the control plane makes of a manifest. */
import type { ControllerRevision } from '../api/apps';
import { CONTROLLER_REVISION_HASH_LABEL } from '../api/apps';
import { createRecordedCluster } from './recorded-cluster';
import type { Got, TemplateSample, Trace } from './trace';

/** The sample as a trace of one step, so that both are judged alike. */
export function snapshotTrace({ manifest, revisionName, hash, data }: TemplateSample): Trace {
  return {
    id: manifest.metadata.name,
    family: 'template-hash',
    steps: [{ do: 'snapshot', got: { revisionName, hash, data } }],
  };
}

/** Applies the manifest in a cluster without nodes; the revision that results, or why there is none. */
export function takeSnapshot(sample: TemplateSample): Got {
  const cluster = createRecordedCluster(sample.manifest.metadata.name);
  const { code, stderr } = cluster.runKubectl(['apply', '-f', '-'], JSON.stringify(sample.manifest));
  if (code !== 0) return { refused: stderr };
  cluster.loop.runToRest();
  const [revision] = cluster.client('observer').list('controllerrevisions').items as readonly ControllerRevision[];
  if (!revision) return { refused: 'no ControllerRevision was made' };
  return {
    revisionName: revision.metadata.name,
    hash: revision.metadata.labels?.[CONTROLLER_REVISION_HASH_LABEL],
    data: revision.data,
  };
}
