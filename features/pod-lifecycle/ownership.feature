@pod-lifecycle
Feature: Whose pod it is
  The owner reference says whose a pod is, the labels say whose it may become. A
  pod is adopted, released or left alone by these two.

  Background:
    Given a cluster of 2 nodes

  Rule: A pod whose labels no longer match is released and replaced

    @DS-OWN-002
    Scenario: A relabelled pod runs on, and its node gets another one
      Given the DaemonSet "node-agent" is fully rolled out
      When the pod of "node-agent" on node2 receives label app=debug
      Then "node-agent" runs on every node
      And 1 pod of "node-agent" was created on node2
      And 0 pods of "node-agent" were deleted

    @DS-OWN-011
    Scenario: A pod that is taken away from its DaemonSet is replaced at once
      Given I apply:
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: stranger, labels: {app: node-agent}}
        spec:
          nodeName: node1
          containers: [{name: main, image: "stranger:1"}]
        """
      And the DaemonSet "node-agent" is created with:
        | updateStrategy | OnDelete |
      When I run "kubectl patch pod stranger --type=merge -p '{\"metadata\":{\"ownerReferences\":null,\"labels\":{\"app\":\"free\"}}}'"
      Then the pods of "node-agent" are:
        | node  | image    |
        | node1 | agent:v1 |
        | node2 | agent:v1 |

  Rule: Of several pods on a node the one that was bound first, then the oldest, stays

    @DS-OWN-003
    Scenario: A stranger that comes later is adopted, and removed as one too many
      Given the DaemonSet "node-agent" is fully rolled out with:
        | updateStrategy | OnDelete |
      And 5s pass
      When I apply:
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: stranger, labels: {app: node-agent}}
        spec:
          nodeName: node1
          containers: [{name: main, image: "stranger:1"}]
        """
      Then the pods of "node-agent" are:
        | node  | image    |
        | node1 | agent:v1 |
        | node2 | agent:v1 |

    @DS-OWN-004
    Scenario: A bound stranger wins over a pod that still waits
      Given node3 joins with:
        | cpu | 1 |
      And the DaemonSet "node-agent" is created with:
        | cpu            | 2        |
        | updateStrategy | OnDelete |
      When I apply:
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: stranger, labels: {app: node-agent}}
        spec:
          nodeName: node3
          containers: [{name: main, image: "stranger:1"}]
        """
      Then the pods of "node-agent" are:
        | node  | image      |
        | node1 | agent:v1   |
        | node2 | agent:v1   |
        | node3 | stranger:1 |

  Rule: A stranger without the labels of the current revision is an old pod

    @DS-OWN-005
    Scenario: A rolling update replaces what it has adopted
      Given I apply:
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: stranger, labels: {app: node-agent}}
        spec:
          nodeName: node1
          containers: [{name: main, image: "stranger:1"}]
        """
      When the DaemonSet "node-agent" is created
      Then the pods of "node-agent" are:
        | node  | image    |
        | node1 | agent:v1 |
        | node2 | agent:v1 |
