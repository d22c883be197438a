import { describe, it } from 'node:test';
import { expect } from 'expect';
import { createSimulatedCluster } from '../../simulation/simulated-cluster';
import { openShell } from '../test-shell';

const MANIFESTS = `
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: rich}
spec:
  selector: {matchLabels: {app: rich}}
  template:
    metadata: {labels: {app: rich}}
    spec:
      securityContext: {seccompProfile: {type: RuntimeDefault}}
      containers:
      - name: main
        image: rich:v1
        securityContext: {seccompProfile: {type: Localhost, localhostProfile: p.json}}
        resources: {limits: {cpu: 1500m}, requests: {memory: 64Mi}}
        livenessProbe: {httpGet: {path: "healthz?full=1", port: 80}}
        env:
        - {name: CPUS, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}
        - {name: MILLIS, valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: 1m}}}
        - {name: LIMIT, valueFrom: {resourceFieldRef: {resource: limits.memory}}}
        - {name: REQUEST, valueFrom: {resourceFieldRef: {resource: requests.memory, divisor: 1Mi}}}
      volumes:
      - {name: disk, nfs: {server: host, path: /x}}
      - {name: driver, csi: {driver: d, volumeAttributes: {b: "2", a: "1"}}}
      - {name: odd, iscsi: {targetPortal: t, iqn: iqn.2000-01.com.x:y, lun: 0}}
---
apiVersion: v1
kind: Service
metadata: {name: lonely}
spec: {ports: [{port: 80, appProtocol: http}]}
---
apiVersion: v1
kind: Service
metadata: {name: chosen}
spec: {selector: {app: rich}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Event
metadata: {name: told}
involvedObject: {kind: ConfigMap, name: settings, namespace: default, fieldPath: "data{level}"}
type: Normal
reason: Read
message: " once "
eventTime: "2026-01-01T00:00:00.000000Z"
reportingComponent: reader
reportingInstance: reader-1
action: Reading
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
`;

const openRich = () => openShell(createSimulatedCluster, { 'rich.yaml': MANIFESTS });

describe('describe, of a template', () => {
  const shell = openRich();
  shell.run('create -f rich.yaml');
  shell.rest();
  const text = shell.run('describe ds rich');

  it('works out requests and limits that the environment refers to', () => {
    expect(text).toMatch(/^ {6}CPUS: +2 \(limits\.cpu\)$/m);
    expect(text).toMatch(/^ {6}MILLIS: +1500 \(limits\.cpu\)$/m);
    expect(text).toMatch(/^ {6}LIMIT: +node allocatable \(limits\.memory\)$/m);
    expect(text).toMatch(/^ {6}REQUEST: +64 \(requests\.memory\)$/m);
  });

  it('writes the path of a probe as a URL has it', () => {
    expect(text).toContain('http-get http://:80/healthz%3Ffull=1 delay=0s');
  });

  it('names the seccomp profile of a container, and that of the pod only in a pod', () => {
    expect(text).toMatch(/^ {4}SeccompProfile: +Localhost\n {6}LocalhostProfile: +p\.json$/m);
    expect(text).not.toContain('RuntimeDefault');
    expect(shell.run('describe pods')).toMatch(/^SeccompProfile: +RuntimeDefault$/m);
  });

  it('shows what it knows of a volume, and that it knows nothing', () => {
    expect(text).toMatch(
      /^ {3}disk:\n {4}Type: +NFS \(an NFS mount that lasts the lifetime of a pod\)\n {4}Server: +host$/m,
    );
    expect(text).toMatch(/^ {4}VolumeAttributes: +a=1\n +b=2$/m);
    expect(text).toMatch(/^ {3}odd:\n {2}<unknown>$/m);
  });
});

describe('describe, of other kinds', () => {
  const shell = openRich();
  shell.run('create -f rich.yaml');
  shell.rest();

  it('aligns the conditions of a pod one space further than their longest name', () => {
    expect(shell.run('describe pods')).toMatch(/^ {2}PodReadyToStartContainers {3}True $/m);
  });

  it('says none for the endpoints of a Service without slices', () => {
    const text = shell.run('describe svc lonely');
    expect(text).toMatch(/^AppProtocol: +http$/m);
    expect(text).toMatch(/^Endpoints: +<none>$/m);
  });

  it('counts how many endpoints are not shown', () => {
    for (const name of ['c', 'd', 'e']) shell.run('apply -f -', nodeNamed(name));
    shell.rest();
    expect(shell.run('describe svc chosen')).toMatch(/^Endpoints: +[\d.:]+,[\d.:]+,[\d.:]+ \+ 2 more\.\.\.$/m);
  });

  it('puts the part of the object before the message of an event', () => {
    expect(shell.run('describe cm settings')).toMatch(/^ {2}Normal {2}Read +\d+s +reader {2}data\{level\}: once$/m);
  });

  it('shows what the deletion of a namespace waits for', () => {
    shell.run('create ns busy');
    shell.run('create -f -', HELD);
    shell.run('delete ns busy --wait=false');
    shell.rest();
    const text = shell.run('describe ns busy');
    expect(text).toMatch(
      /^Status: +Terminating\nConditions:\n {2}Type +Status {2}LastTransitionTime +Reason +Message$/m,
    );
    expect(text).toMatch(
      /^ {2}NamespaceFinalizersRemaining +True +.* 2026 00:00:\d\d \+0000 {2}SomeFinalizersRemain +Some/m,
    );
  });

  it('says nothing of secrets that a ServiceAccount may mount', () => {
    expect(shell.run('describe sa default')).toMatch(/^Image pull secrets: +<none>\nEvents: +<none>$/m);
  });
});

const nodeNamed = (name: string): string => JSON.stringify({ apiVersion: 'v1', kind: 'Node', metadata: { name } });

const HELD = `
apiVersion: v1
kind: ConfigMap
metadata: {name: held, namespace: busy, finalizers: [example.com/hold]}
`;
