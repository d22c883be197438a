/** The worked examples of the specification: what a request gets, and how kubectl shows it. Clauses API-EX. */
import { beforeEach, describe, it } from 'node:test';
import { expect } from 'expect';
import { isApiError } from '../../src/api/errors';
import { splitCommandLine } from '../../src/harness/notation';
import { createSimulatedCluster, type SimulatedCluster } from '../../src/simulation/simulated-cluster';

let cluster: SimulatedCluster;

beforeEach(() => {
  cluster = createSimulatedCluster({ seed: 'examples', nodes: [{ name: 'n1' }] });
  cluster.loop.runToRest();
});

/** Everything that the command printed. */
function run(line: string, stdin?: string): string {
  const { stdout, stderr } = cluster.runKubectl(splitCommandLine(line), stdin);
  return stdout + stderr;
}

interface Parts {
  readonly name?: string;
  readonly namespace?: string;
  readonly selector?: string;
  readonly labels?: string;
  readonly image?: string;
  readonly spec?: string;
  readonly podSpec?: string;
}

function manifest({ name = 'web', namespace, selector = 'web', labels = selector, image = 'web:v1', ...more }: Parts) {
  return `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: "${name}"${namespace ? `, namespace: ${namespace}` : ''}}
spec:
  selector: {matchLabels: {app: ${selector}}}
  ${more.spec ?? ''}
  template:
    metadata: {labels: {app: ${labels}}}
    spec:
      ${more.podSpec ?? ''}
      containers: [{name: main${image ? `, image: "${image}"` : ''}}]
`;
}

describe('kubectl shows', () => {
  it('two complaints as a list (API-EX-01)', () => {
    expect(run('create -f -', manifest({ labels: 'x', image: '' }))).toBe(
      'The DaemonSet "web" is invalid: \n' +
        '* spec.template.metadata.labels: Invalid value: {"app":"x"}: `selector` does not match template `labels`\n' +
        '* spec.template.spec.containers[0].image: Required value\n',
    );
  });

  it('one complaint on its line: a surge written alone (API-EX-02)', () => {
    const spec = 'updateStrategy: {rollingUpdate: {maxSurge: 1}}';
    expect(run('apply -f -', manifest({ spec }))).toBe(
      'The DaemonSet "web" is invalid: spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero\n',
    );
  });

  it('a changed selector, although its labels fit (API-EX-03)', () => {
    run('apply -f -', manifest({}));
    expect(run('apply -f -', manifest({ selector: 'b' }))).toBe(
      'The DaemonSet "web" is invalid: spec.selector: Invalid value: {"matchLabels":{"app":"b"}}: field is immutable\n',
    );
  });

  it('a stale replacement (API-EX-04)', () => {
    run('apply -f -', manifest({}));
    const stale = manifest({}).replace('{name: "web"}', '{name: "web", resourceVersion: "1"}');
    expect(run('replace -f -', stale)).toBe(
      'Error from server (Conflict): error when replacing "STDIN": Operation cannot be fulfilled on daemonsets.apps "web": the object has been modified; please apply your changes to the latest version and try again\n',
    );
  });

  it('a name that is none (API-EX-05)', () => {
    expect(run('create -f -', manifest({ name: 'Web_1' }))).toBe(
      `The DaemonSet "Web_1" is invalid: metadata.name: Invalid value: "Web_1": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')\n`,
    );
  });

  it('a missing namespace (API-EX-06)', () => {
    expect(run('create -f -', manifest({ namespace: 'nope' }))).toBe(
      'Error from server (NotFound): error when creating "STDIN": namespaces "nope" not found\n',
    );
  });

  it('a text for a number, and an amount that is none (API-EX-07, API-EX-08)', () => {
    const prefix =
      'Error from server (BadRequest): error when creating "STDIN": DaemonSet in version "v1" cannot be handled as a DaemonSet: ';
    expect(run('create -f -', manifest({ spec: 'minReadySeconds: "5"' }))).toBe(
      `${prefix}json: cannot unmarshal string into Go struct field DaemonSetSpec.spec.minReadySeconds of type int32\n`,
    );
    expect(run('create -f -', manifest({ podSpec: 'overhead: {memory: 1K}' }))).toBe(
      `${prefix}unable to parse quantity's suffix\n`,
    );
  });

  it('an unknown priority class only in the events of the DaemonSet (API-EX-09)', () => {
    expect(run('create -f -', manifest({ podSpec: 'priorityClassName: x' }))).toBe('daemonset.apps/web created\n');
    cluster.loop.runToRest();
    expect(run('describe ds web')).toContain('pods "web-" is forbidden: no PriorityClass with name x was found');
  });

  it('two equal taints (API-EX-10)', () => {
    const taints = '[{"key":"a","effect":"NoSchedule"},{"key":"a","effect":"NoSchedule"}]';
    expect(run(`patch node n1 --type merge -p '{"spec":{"taints":${taints}}}'`)).toBe(
      'The Node "n1" is invalid: metadata.taints[1]: Duplicate value: {"Key":"a","Value":"","Effect":"NoSchedule","TimeAdded":null}: taints must be unique by key and effect pair\n',
    );
  });
});

it('the Status of a refusal has reason, code, details and causes (API-EX-01, API-ERR-01, API-ERR-06)', () => {
  let status: unknown;
  try {
    cluster.client('user').create('daemonsets', 'default', {
      metadata: { name: 'web' },
      spec: {
        selector: { matchLabels: { app: 'web' } },
        template: { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'main' }] } },
      },
    });
  } catch (error) {
    if (!isApiError(error)) throw error;
    status = error.toStatus();
  }
  expect(status).toEqual({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message:
      'DaemonSet.apps "web" is invalid: [spec.template.metadata.labels: Invalid value: {"app":"x"}: `selector` does not match template `labels`, spec.template.spec.containers[0].image: Required value]',
    reason: 'Invalid',
    details: {
      name: 'web',
      group: 'apps',
      kind: 'DaemonSet',
      causes: [
        {
          reason: 'FieldValueInvalid',
          message: 'Invalid value: {"app":"x"}: `selector` does not match template `labels`',
          field: 'spec.template.metadata.labels',
        },
        { reason: 'FieldValueRequired', message: 'Required value', field: 'spec.template.spec.containers[0].image' },
      ],
    },
    code: 422,
  });
});
