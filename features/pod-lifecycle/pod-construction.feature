@pod-lifecycle
Feature: What a daemon pod is made of
  A daemon pod is the template plus what ties it to its DaemonSet, to its revision
  and to its node.

  Background:
    Given a cluster of 1 node

  Rule: The pod knows its DaemonSet

    @DS-POD-010
    Scenario: Its only owner is the DaemonSet
      When the DaemonSet "node-agent" is created
      Then the pod of "node-agent" on node1 contains:
        """
        metadata:
          generateName: node-agent-
          ownerReferences:
            - apiVersion: apps/v1
              kind: DaemonSet
              name: node-agent
              controller: true
              blockOwnerDeletion: true
        """

    @DS-POD-011
    Scenario: Labels and annotations of the template are copied, the template's number is added
      Given the DaemonSet "node-agent" is fully rolled out with:
        | pod labels      | tier=node |
        | pod annotations | note=v1   |
      When "node-agent" rolls out image "agent:v2"
      Then the pod of "node-agent" on node1 contains:
        """
        metadata:
          labels: {app: node-agent, tier: node, pod-template-generation: "2"}
          annotations: {note: v1}
        """

    @DS-POD-014
    Scenario: The hash of its revision stands in place of what the template writes there
      When the DaemonSet "node-agent" is created with:
        | pod labels | controller-revision-hash=mine |
      Then the revision history of "node-agent" is:
        | revision | pods | current |
        | 1        | 1    | true    |

  Rule: The pod is tied to its node by affinity, not by name

    @DS-SCHED-003
    Scenario: The node's name replaces whatever node affinity the template requires
      Given node1 has label zone=a
      When the DaemonSet "node-agent" is created with:
        | nodeAffinity | zone in (a, b) |
      Then the pod of "node-agent" on node1 contains:
        """
        spec:
          affinity:
            nodeAffinity:
              requiredDuringSchedulingIgnoredDuringExecution:
                nodeSelectorTerms:
                  - matchFields: [{key: metadata.name, operator: In, values: [node1]}]
        """

  Rule: Tolerations are added behind the template's own

    @DS-POD-012
    Scenario: Six tolerations are added, and a limited one of them becomes unlimited
      When the DaemonSet "node-agent" is created with:
        | tolerations | dedicated=db, node.kubernetes.io/not-ready:NoExecute for 30s |
      Then the pod of "node-agent" on node1 contains:
        """
        spec:
          tolerations:
            - {key: dedicated, operator: Equal, value: db}
            - {key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute}
            - {key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute}
            - {key: node.kubernetes.io/disk-pressure, operator: Exists, effect: NoSchedule}
            - {key: node.kubernetes.io/memory-pressure, operator: Exists, effect: NoSchedule}
            - {key: node.kubernetes.io/pid-pressure, operator: Exists, effect: NoSchedule}
            - {key: node.kubernetes.io/unschedulable, operator: Exists, effect: NoSchedule}
        """

    @DS-POD-013 @needs-node-control
    Scenario: The limit that the template sets does not evict the pod
      Given the DaemonSet "node-agent" is fully rolled out with:
        | tolerations | node.kubernetes.io/not-ready:NoExecute for 30s |
      When node1 becomes NotReady
      And 10m pass
      Then 0 pods of "node-agent" were deleted
