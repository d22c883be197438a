import { describe } from 'node:test';
import { createSimulatedCluster } from '../../simulation/simulated-cluster';
import { openShell, type Row, testRows } from '../test-shell';

const MORE = `
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {level: debug, log.file: x}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: "web:v1"}]}}
`;

const TABLES: Readonly<Record<string, readonly Row[]>> = {
  // KUBECTL-LABEL-01 to -05
  'label and annotate': [
    ['label node node1 a=1 b=2', 0, 'node/node1 labeled'],
    ['label node node1 a=1', 0, 'node/node1 not labeled'],
    [
      'label node node1 a=2 b=3',
      1,
      "'a' already has a value (1), and --overwrite is false\n'b' already has a value (2), and --overwrite is false",
    ],
    ['label node node1 c=3 b-', 0, 'node/node1 modified'],
    ['label node node1 b- --dry-run=client', 0, 'node/node1 not labeled (dry run)'],
    ['label node node1 a=1 -o name', 0, 'node/node1'],
    ['label node node1 a=1 --list -o yaml', 1, 'error: --list and --output may not be specified together'],
    ['label node --all -l x=y a=1', 1, 'error: cannot set --all and --selector at the same time'],
    ['label nodes a=1', 1, 'error: resource(s) were provided, but no name was specified'],
    ['label node node1 node2 a=9 --overwrite', 0, 'node/node1 labeled\nnode/node2 labeled'],
    [
      'label node --all a=1 --overwrite --resource-version=1',
      1,
      'error: --resource-version may only be used with a single resource',
    ],
    ['annotate ds/agent kubernetes.io/change-cause=one', 0, 'daemonset.apps/agent annotated'],
    ['annotate ds/agent kubernetes.io/change-cause=two', 0, 'daemonset.apps/agent annotated'],
    ['annotate ds/agent owner=a', 0, 'daemonset.apps/agent annotated'],
    [
      'annotate ds/agent owner=b',
      1,
      "error: --overwrite is false but found the following declared annotation(s): 'owner' already has a value (a)",
    ],
    [
      'annotate ds/agent owner=b owner-',
      1,
      'error: can not both modify and remove the following annotation(s) in the same command: owner',
    ],
    ['annotate ds/agent', 1, 'error: at least one annotation update is required'],
  ],
  // KUBECTL-SET-01 to -06
  set: [
    [
      'set image ds/agent x=1 y=2',
      1,
      'error: unable to find container named "x"\nerror: unable to find container named "y"',
    ],
    [
      'set image ds/agent main=agent:v2 y=2',
      1,
      'daemonset.apps/agent image updated\nerror: unable to find container named "y"',
    ],
    ['set image ds/agent main=agent:v2', 0, ''],
    [
      'set image ds/agent *=a main=b',
      1,
      'error: all containers are already specified by *, but saw more than one container_name=container_image pairs',
    ],
    ['set image ds/agent main-', 1, 'error: invalid image format: main-'],
    ['set image ds/agent', 1, 'error: at least one image update is required'],
    ['set image ds/nope', 1, 'Error from server (NotFound): daemonsets.apps "nope" not found'],
    [
      'set resources ds/agent',
      1,
      'error: you must specify an update to requests or limits (in the form of --requests/--limits)',
    ],
    ['set resources ds/agent -c nope --limits=cpu=1', 1, 'error: unable to find container named nope'],
    ['set resources ds/agent --requests=cpu=1m', 0, 'daemonset.apps/agent resource requirements updated'],
    ['set resources ds/agent --requests=cpu=1m', 0, ''],
    ['set env', 1, 'error: one or more resources must be specified as <resource> <name> or <resource>/<name>'],
    ['set env ds/agent', 0, ''],
    [
      'set env ds/agent A=1 ds/b',
      1,
      'error: all resources must be specified before environment changes: ds/agent A=1 ds/b',
    ],
    [
      'set env ds/agent A=1 A-',
      1,
      'error: can not both modify and remove the same environment variable in the same command',
    ],
    ['set env ds/agent -c nope A=1', 0, 'warning: DaemonSet/agent does not have any containers matching "nope"'],
    [
      'set env ds/agent LEVEL=debug --overwrite=false',
      1,
      "error: daemonsets/agent 'LEVEL' already has a value (info), and --overwrite is false",
    ],
    ['set env ds/agent --from=configmap/settings --prefix=APP_ -c side', 0, 'daemonset.apps/agent env updated'],
    ['set env ds/agent --from=configmap/settings --keys=level -c main', 0, 'daemonset.apps/agent env updated'],
    [
      'set env ds/agent --list',
      0,
      '# DaemonSet agent, container main\n# LEVEL from configmap settings, key level\n# DaemonSet agent, container side\n# APP_LEVEL from configmap settings, key level\n# APP_LOG_FILE from configmap settings, key log.file',
    ],
    [
      'set env ds/agent --keys=a A=1',
      1,
      'error: when specifying --keys, a configmap or secret must be provided with --from',
    ],
    ['set sa ds/agent default', 0, 'daemonset.apps/agent serviceaccount updated'],
    ['set serviceaccount', 1, 'error: serviceaccount is required'],
  ],
  // KUBECTL-GET-08 to -14
  get: [
    ['get nodes node1 --no-headers -o custom-columns=N:.metadata.name,X:.spec.x', 0, 'node1   <none>'],
    ['get ds,cm --no-headers -o name', 0, 'daemonset.apps/agent\nconfigmap/settings'],
    ['get ds agent -o jsonpath-as-json={.metadata.name}', 0, '[\n    "agent"\n]'],
    ['get ds agent -o custom-columns-file=columns', 0, 'NAME    KIND\nagent   DaemonSet'],
    ['get ds agent -o jsonpath-file=path', 0, 'agent'],
    [
      'get ds agent -o jsonpath-file=none',
      1,
      'error: error reading template none, open none: no such file or directory',
    ],
    ['get ds agent --template={{.kind}}', 0, 'DaemonSet'],
    ['get nodes --sort-by=.nope', 1, `error: couldn't find any field with path "{.nope}" in the list of objects`],
    ['get ds --show-labels -o json', 1, 'error: --show-labels option cannot be used with json printer'],
    [
      'get ds --output-watch-events',
      1,
      "error: --output-watch-events option can only be used with --watch or --watch-only\nSee 'kubectl get -h' for help and examples",
    ],
    ['get ds,pods -w', 1, 'error: you may only specify a single resource type'],
    ['get ds a b -w', 1, 'Error from server (NotFound): daemonsets.apps "a" not found'],
    ['get ds nope --ignore-not-found', 0, ''],
    ['get cm,nodes -l none=x', 0, 'No resources found'],
    ['get cm,ds -l none=x', 0, 'No resources found in default namespace.'],
    [
      'apply -f ds.yaml -o wide',
      1,
      'error: unable to match a printer suitable for the output format "wide", allowed formats are: go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,yaml',
    ],
  ],
  // KUBECTL-WAIT-01, KUBECTL-SCALE-01, KUBECTL-EVENTS-01, KUBECTL-DELETE-01 to -08
  'the other commands': [
    ['wait ds/agent --for=create', 0, 'daemonset.apps/agent condition met'],
    ['wait ds/nope --for=create --timeout=1s', 1, 'error: timed out waiting for the condition'],
    ['wait pod/nope --for=delete', 0, ''],
    [
      'wait ds/agent --for=jsonpath={.status.numberReady}=7 --timeout=0',
      1,
      'error: condition not met for daemonsets/agent',
    ],
    ['wait ds/agent', 1, 'error: unrecognized condition: ""'],
    ['scale deploy/web --replicas=2 --current-replicas=5', 1, 'error: Expected replicas to be 5, was 1'],
    ['events --for ds', 1, 'error: --for must be in resource/name form'],
    ['events --types=Foo', 1, 'error: valid --types are Normal or Warning'],
    ['events -n kube-system', 0, 'No events found in kube-system namespace.'],
    ['auth can-i create ds', 0, 'yes'],
    ['api-resources x', 1, "error: unexpected arguments: [x]\nSee 'kubectl api-resources -h' for help and examples"],
    ['api-resources --sort-by=x', 1, 'error: --sort-by accepts only name or kind'],
    [
      'api-resources --categories=all --api-group=apps -o name',
      0,
      'daemonsets.apps\ndeployments.apps\nreplicasets.apps',
    ],
    [
      'cordon node1 -l a=b',
      1,
      "error: cannot specify both a node name and a --selector option\nSee 'kubectl cordon -h' for help and examples",
    ],
    ['drain node1 --pod-selector=!!', 1, 'error: --pod-selector=<pod_selector> must be a valid label selector'],
    [
      'create daemonset web',
      1,
      'Error: must specify one of -f and -k\n\nerror: unknown command "daemonset web"\nSee \'kubectl create -h\' for help and examples',
    ],
    [
      'explain ds.spec.nope',
      1,
      'GROUP:      apps\nKIND:       DaemonSet\nVERSION:    v1\n\nerror: field "nope" does not exist',
    ],
    [
      'explain',
      1,
      'error: You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.',
    ],
    ['explain ds pods', 1, 'error: We accept only this format: explain RESOURCE'],
    ['version --client', 0, 'Client Version: v1.36.2\nKustomize Version: v5.8.1'],
    [
      'rollout undo ds/agent --to-revision=1 --dry-run=server',
      0,
      'daemonset.apps/agent skipped rollback (current template already matches revision 1) (server dry run)',
    ],
    ['delete ds nope --dry-run=client', 0, 'daemonset.apps "nope" deleted from default namespace (dry run)'],
    ['delete ds agent -o yaml', 1, "error: unexpected -o output mode: yaml. We only support '-o name'"],
    ['delete ds agent --dry-run=server -o name', 0, 'daemonset.apps/agent'],
    ['logs nope', 1, 'Error from server (NotFound): pods "nope" not found'],
    [
      'logs',
      1,
      "error: expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command\nSee 'kubectl logs -h' for help and examples",
    ],
    ['diff -f none.yaml', 2, 'error: the path "none.yaml" does not exist'],
    ['diff -f ds.yaml', 0, ''],
  ],
};

for (const [subject, rows] of Object.entries(TABLES)) {
  describe(subject, () => {
    const shell = openShell(createSimulatedCluster, {
      'more.yaml': MORE,
      columns: 'NAME KIND\n.metadata.name .kind\n',
      path: '{.metadata.name}',
    });
    shell.run(subject === 'the other commands' ? 'create --save-config -f ds.yaml' : 'create -f ds.yaml');
    shell.run('create -f more.yaml');
    shell.rest();
    testRows(shell, rows, /Warning: resource daemonsets\/agent was previously managed[^\n]*/);
  });
}
