/** Nodes. */
import type { Descriptions } from './descriptions';

export const NODE_DESCRIPTIONS: Descriptions = {
  Node: 'A Node is a machine of the cluster.',
  'Node.spec': 'What was decided about the node: its taints, and whether it takes new pods.',
  'Node.status': 'What the node reports of itself.',
  NodeSpec: 'NodeSpec is what was decided about a node.',
  'NodeSpec.unschedulable':
    'True keeps ordinary pods from being scheduled here, as kubectl cordon does. Daemon pods come nevertheless.',
  'NodeSpec.taints': 'What keeps pods away that do not tolerate it.',
  'NodeSpec.podCIDR': 'The range from which pods of the node get their addresses.',
  'NodeSpec.podCIDRs': 'The ranges from which pods of the node get their addresses, one for each family.',
  'NodeSpec.providerID': 'The identity of the machine with its provider.',
  Taint: 'Taint keeps pods off a node that do not tolerate it.',
  'Taint.key': 'The key that tolerations name.',
  'Taint.value': 'The value that tolerations compare.',
  'Taint.effect':
    'NoSchedule keeps new pods away, NoExecute also evicts those that run, PreferNoSchedule is only a wish.',
  'Taint.timeAdded': 'When a NoExecute taint was added.',
  NodeStatus: 'NodeStatus is what a node reports of itself.',
  'NodeStatus.conditions': 'Whether the node is ready, and what it is short of.',
  'NodeStatus.capacity': 'What the machine has.',
  'NodeStatus.allocatable': 'What is left of it for pods.',
  'NodeStatus.addresses': 'Host name and addresses.',
  'NodeStatus.nodeInfo': 'Versions of the kernel, the kubelet and the container runtime.',
  'NodeStatus.images': 'Images that are already there.',
  Namespace: 'A Namespace holds objects whose names do not clash with those of other namespaces.',
  'Namespace.status': 'Whether the namespace is in use or being deleted.',
  Event: 'An Event reports that something happened to an object. Events vanish after an hour.',
  'Event.reason': 'What happened, in one word.',
  'Event.message': 'What happened, in a sentence.',
  'Event.involvedObject': 'What it happened to.',
  'Event.type': 'Normal or Warning.',
  'Event.count': 'How often it happened.',
};
