/** Deployments beside DaemonSets: so many pods as somebody says, on whatever nodes there are. All in namespace `default`. */
import type { Deployment, ReplicaSet } from '../src/api/apps';
import {
  checkDeployed,
  checkPodCounts,
  createDeployment,
  DEPLOYMENT_ROWS,
  findDeployment,
  listReplicaSets,
  listRunningPods,
  revisionOf,
  setDeploymentImage,
  setReplicas,
} from '../src/harness/deployments';
import { ClaimError } from '../src/harness/scenario-error';
import { Given, Then, When } from './phrase';
import { compareWithTable, readPairs, type ShownColumns, type TableCells } from './tables';
import type { ScenarioWorld } from './world';

const count = (value: number | undefined): string => String(value ?? 0);

const STATUS_COLUMNS: ShownColumns<Deployment> = {
  replicas: ({ status }) => count(status.replicas),
  'up-to-date': ({ status }) => count(status.updatedReplicas),
  ready: ({ status }) => count(status.readyReplicas),
  available: ({ status }) => count(status.availableReplicas),
  unavailable: ({ status }) => count(status.unavailableReplicas),
  progressing: ({ status }) => status.conditions?.find(({ type }) => type === 'Progressing')?.reason ?? '',
};

const REPLICA_SET_COLUMNS: ShownColumns<ReplicaSet> = {
  revision: revisionOf,
  image: ({ spec }) => spec.template.spec.containers.map(({ image }) => image).join(', '),
  replicas: ({ spec }) => count(spec.replicas),
  ready: ({ status }) => count(status.readyReplicas),
};

Given(
  'the Deployment {string} is fully rolled out with:',
  {
    meaning: `The Deployment is as the rows say, and every replica runs. Rows: ${Object.keys(DEPLOYMENT_ROWS).join(', ')}; the image is web:v1 unless written, the label app=<its name>.`,
    example: 'the Deployment "web" is fully rolled out with:\n  | replicas | 2 |',
  },
  async function (this: ScenarioWorld, name: string, table: TableCells) {
    const rows = readPairs(table, DEPLOYMENT_ROWS);
    await this.act(() => createDeployment(this.cluster, name, rows));
    await checkDeployed(this.cluster, name);
  },
);

When(
  'the Deployment {string} is scaled to {int}',
  { meaning: 'Somebody sets another number of replicas.', example: 'the Deployment "web" is scaled to 5' },
  async function (this: ScenarioWorld, name: string, replicas: number) {
    await this.act(() => setReplicas(this.cluster, name, replicas));
  },
);

When(
  'the Deployment {string} rolls out image {image}',
  {
    meaning: "The image in the Deployment's template changes; how far the rollout comes is not checked.",
    example: 'the Deployment "web" rolls out image "web:v2"',
  },
  async function (this: ScenarioWorld, name: string, image: string) {
    await this.act(() => setDeploymentImage(this.cluster, name, image));
  },
);

Then(
  'the Deployment {string} runs {int} pod(s)',
  {
    meaning: 'So many pods of the Deployment run, on whatever nodes; pods that are being deleted do not count.',
    example: 'the Deployment "web" runs 2 pods',
  },
  async function (this: ScenarioWorld, name: string, wanted: number) {
    const pods = await listRunningPods(this.cluster, name);
    if (pods.length === wanted) return;
    const nodes = pods.map(({ spec }) => spec.nodeName).sort();
    throw new ClaimError(
      `the Deployment "${name}" runs ${pods.length} pods, not ${wanted}: on ${nodes.join(', ') || 'no node'}`,
    );
  },
);

Then(
  'the status of the Deployment {string} is:',
  {
    meaning: `The counters of the Deployment; only the columns written are compared. Columns: ${Object.keys(STATUS_COLUMNS).join(', ')}.`,
    example:
      'the status of the Deployment "web" is:\n  | replicas | up-to-date | available |\n  | 3        | 3          | 3         |',
  },
  async function (this: ScenarioWorld, name: string, table: TableCells) {
    const mismatch = compareWithTable(table, [await findDeployment(this.cluster, name)], STATUS_COLUMNS);
    if (mismatch) throw new ClaimError(`the status of the Deployment "${name}" differs:\n\n${mismatch.text}`);
  },
);

Then(
  'the ReplicaSets of the Deployment {string} are:',
  {
    meaning: `The Deployment has exactly these ReplicaSets, in any order; only the columns written are compared. Columns: ${Object.keys(REPLICA_SET_COLUMNS).join(', ')}.`,
    example:
      'the ReplicaSets of the Deployment "web" are:\n  | revision | image  | replicas |\n  | 1        | web:v1 | 0        |\n  | 2        | web:v2 | 3        |',
  },
  async function (this: ScenarioWorld, name: string, table: TableCells) {
    const mismatch = compareWithTable(table, await listReplicaSets(this.cluster, name), REPLICA_SET_COLUMNS);
    if (mismatch) throw new ClaimError(`the ReplicaSets of the Deployment "${name}" differ:\n\n${mismatch.text}`);
  },
);

Then(
  'at every moment the Deployment {string} had at least {int} ready pods and at most {int} pods',
  {
    meaning:
      'Since the last Given ended, it never had fewer ready pods or more pods; those being deleted do not count.',
    example: 'at every moment the Deployment "web" had at least 3 ready pods and at most 5 pods',
  },
  function (this: ScenarioWorld, name: string, fewest: number, most: number) {
    checkPodCounts(this.cluster.journal, this.mark, name, fewest, most);
  },
);
