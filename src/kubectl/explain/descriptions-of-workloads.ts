/** DaemonSets and their revisions, what every object has, and the objects around workloads. */
import type { Descriptions } from './descriptions';

export const WORKLOAD_DESCRIPTIONS: Descriptions = {
  DaemonSet: 'A DaemonSet keeps one pod of a template on every node that the template may run on.',
  'DaemonSet.spec': 'What is wanted: the template, and how its changes reach the nodes.',
  'DaemonSet.status': 'What the controller last observed. It is written by the controller only.',
  DaemonSetSpec: 'DaemonSetSpec is what is wanted of a DaemonSet.',
  'DaemonSetSpec.selector':
    'Which pods belong to the DaemonSet. It must match the labels of the template and can never change.',
  'DaemonSetSpec.template':
    'The pod that each node gets. Which nodes those are follows from its nodeSelector, node affinity and tolerations. Its restartPolicy can only be Always.',
  'DaemonSetSpec.updateStrategy': 'How a change of the template replaces the pods that run.',
  'DaemonSetSpec.minReadySeconds':
    'How long a new pod must have been ready before it counts as available. 0 means at once.',
  'DaemonSetSpec.revisionHistoryLimit':
    'How many old revisions are kept for going back, beside those that pods still run. 10 if unset.',
  DaemonSetUpdateStrategy: 'DaemonSetUpdateStrategy says how pods are replaced after the template has changed.',
  'DaemonSetUpdateStrategy.type':
    'RollingUpdate replaces the pods step by step. OnDelete replaces a pod only after somebody has deleted it. RollingUpdate if unset.',
  'DaemonSetUpdateStrategy.rollingUpdate': 'The limits of a rolling update. Only for type RollingUpdate.',
  RollingUpdateDaemonSet: 'RollingUpdateDaemonSet limits what a rolling update may do at the same time.',
  'RollingUpdateDaemonSet.maxUnavailable':
    'How many nodes may be without an available pod during the update: a number, or a percentage of the nodes that should run one, rounded up. 0 is allowed only together with maxSurge. 1 if unset.',
  'RollingUpdateDaemonSet.maxSurge':
    'On how many nodes the new pod may start while the old one still runs: a number, or a percentage of the nodes that should run one, rounded up. The old pod goes once the new one is available. Pods with host ports cannot run twice on a node. 0 if unset.',
  DaemonSetStatus: 'DaemonSetStatus is what the controller counted when it last looked.',
  'DaemonSetStatus.currentNumberScheduled': 'Nodes that should run the pod and have at least one.',
  'DaemonSetStatus.desiredNumberScheduled': 'Nodes that should run the pod.',
  'DaemonSetStatus.numberMisscheduled': 'Nodes that have a pod and should not.',
  'DaemonSetStatus.numberReady': 'Nodes that should run the pod and have one that is ready.',
  'DaemonSetStatus.numberAvailable':
    'Nodes that should run the pod and have one that has been ready for minReadySeconds.',
  'DaemonSetStatus.numberUnavailable': 'Nodes that should run the pod and have none that is available.',
  'DaemonSetStatus.updatedNumberScheduled': 'Nodes that should run the pod and have one of the current template.',
  'DaemonSetStatus.observedGeneration':
    'The generation of the spec that these counters are about. Lower than metadata.generation means that the controller has not seen the last change.',
  'DaemonSetStatus.collisionCount': 'How often the name of a new revision was taken by another one.',
  'DaemonSetStatus.conditions': 'Always empty for a DaemonSet: the controller sets none.',
  ControllerRevision:
    'A ControllerRevision keeps one template of a DaemonSet or StatefulSet, so that one can go back to it. Only controllers write them.',
  'ControllerRevision.data': 'The template as a patch for the object that owns the revision. It cannot change.',
  'ControllerRevision.revision': 'The number of the revision: the highest one is the current template.',
  ObjectMeta: 'ObjectMeta is what every stored object has.',
  'ObjectMeta.name': 'The name, unique for the kind in its namespace. It cannot change.',
  'ObjectMeta.generateName': 'A prefix: the server appends a suffix to make a name that is not taken.',
  'ObjectMeta.namespace': 'The namespace; default where none is written. It cannot change.',
  'ObjectMeta.labels': 'Keys and values that selectors match.',
  'ObjectMeta.annotations': 'Keys and values for tools; no selector matches them.',
  'ObjectMeta.uid': 'The identity: unlike the name never used again. Set by the server.',
  'ObjectMeta.resourceVersion': 'Changes at every write. Whoever sends an old one is refused with a conflict.',
  'ObjectMeta.generation': 'Counts the changes of the spec. Set by the server.',
  'ObjectMeta.creationTimestamp': 'When the object was created. Set by the server.',
  'ObjectMeta.deletionTimestamp':
    'When the object is to be gone: set at a deletion that has to wait for a grace period or for finalizers.',
  'ObjectMeta.deletionGracePeriodSeconds': 'Seconds the object has for an orderly end after its deletion.',
  'ObjectMeta.finalizers': 'Who has to do something before a deleted object may vanish.',
  'ObjectMeta.ownerReferences': 'Objects that this one belongs to: when all are gone, it is deleted too.',
  'ObjectMeta.managedFields': 'Who last set which field.',
  OwnerReference: 'OwnerReference names an object that this one belongs to.',
  'OwnerReference.controller': 'True for the one owner that controls the object.',
  'OwnerReference.blockOwnerDeletion': 'True if a foreground deletion of the owner waits for this object.',
  LabelSelector: 'LabelSelector matches labels. All of its parts must hold; an empty one matches everything.',
  'LabelSelector.matchLabels': 'Labels that must be there with these values.',
  'LabelSelector.matchExpressions': 'Conditions on single labels.',
  LabelSelectorRequirement: 'LabelSelectorRequirement is a condition on one label.',
  'LabelSelectorRequirement.key': 'The key of the label.',
  'LabelSelectorRequirement.operator': 'In, NotIn, Exists or DoesNotExist.',
  'LabelSelectorRequirement.values': 'Values for In and NotIn; empty for the others.',
  PriorityClass: 'A PriorityClass gives a name to a priority of pods.',
  'PriorityClass.value': 'The priority: pods with a higher one are scheduled first and may displace others.',
  'PriorityClass.globalDefault': 'True for the class of pods that name none.',
  'PriorityClass.preemptionPolicy': 'Whether pods of the class may displace pods with a lower priority.',
  'PriorityClass.description': 'For whom the class is meant.',
  PodDisruptionBudget:
    'A PodDisruptionBudget limits how many of a set of pods evictions may take away at the same time.',
  'PodDisruptionBudget.spec': 'Which pods, and how many of them must stay.',
  'PodDisruptionBudget.status': 'How many evictions are allowed now.',
  PodDisruptionBudgetSpec: 'PodDisruptionBudgetSpec says which pods must stay.',
  'PodDisruptionBudgetSpec.minAvailable': 'How many of the pods must stay available: a number or a percentage.',
  'PodDisruptionBudgetSpec.maxUnavailable': 'How many of the pods may be away: a number or a percentage.',
  'PodDisruptionBudgetSpec.selector': 'Which pods the budget is about.',
  'PodDisruptionBudgetSpec.unhealthyPodEvictionPolicy': 'Whether pods that are not ready may always be evicted.',
  Service: 'A Service gives a set of pods one name and one address.',
  'Service.spec': 'Which pods, on which ports.',
  'ServiceSpec.selector': 'Labels of the pods behind the Service.',
  'ServiceSpec.clusterIP': 'The address of the Service; None makes it headless.',
  'ServiceSpec.ports': 'Ports of the Service and of the pods behind it.',
  'ServiceSpec.internalTrafficPolicy':
    'Local sends clients to the pod on their own node only, as fits a DaemonSet. Cluster if unset.',
};
