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

  Rule: Pods elsewhere are left alone

    @DS-OWN-006
    Scenario: A pod with the same labels in another namespace is not adopted
      Given I run "kubectl create namespace other"
      And I apply:
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: stranger, namespace: other, labels: {app: node-agent}}
        spec:
          nodeName: node1
          containers: [{name: main, image: "stranger:1"}]
        """
      When the DaemonSet "node-agent" is created
      Then the pods of "node-agent" are:
        | node  | image    |
        | node1 | agent:v1 |
        | node2 | agent:v1 |
      And 2 pods of "node-agent" were created

  Rule: A selector may be a set of expressions

    @DS-OWN-007
    Scenario: A pod that one of several values selects is adopted
      Given I apply:
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: stranger, labels: {app: agent-legacy}}
        spec:
          nodeName: node1
          containers: [{name: main, image: "stranger:1"}]
        """
      And the DaemonSet:
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: node-agent}
        spec:
          updateStrategy: {type: OnDelete}
          selector:
            matchExpressions: [{key: app, operator: In, values: [agent, agent-legacy]}]
          template:
            metadata: {labels: {app: agent}}
            spec:
              containers: [{name: main, image: "agent:v1"}]
        """
      When the pod of "node-agent" on node2 is deleted
      Then the pods of "node-agent" are:
        | node  | image      |
        | node1 | stranger:1 |
        | node2 | agent:v1   |
