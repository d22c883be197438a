@pod-lifecycle
Feature: Which orphans are adopted
  A pod without an owner is adopted if it is in the namespace of the DaemonSet, if
  its labels match, and if it is there to stay. Where it runs does not matter.

  Background:
    Given a cluster of 2 nodes

  Rule: Labels make the difference, whenever they come

    @DS-OWN-010
    Scenario: A stranger that receives the labels later is adopted then
      Given the DaemonSet "node-agent" is fully rolled out with:
        | updateStrategy | OnDelete |
      And I apply:
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: stranger, labels: {app: other}}
        spec:
          nodeSelector: {zone: nowhere}
          containers: [{name: main, image: "stranger:1"}]
        """
      When I run "kubectl label pod stranger app=node-agent --overwrite"
      Then the pods of "node-agent" are:
        | node  | image      |
        | node1 | agent:v1   |
        | node2 | agent:v1   |
        |       | stranger:1 |

  Rule: A pod that is on its way out is not adopted

    @DS-OWN-008 @needs-node-control
    Scenario: The node gets a pod beside a stranger that is being deleted
      Given I apply:
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: stranger, labels: {app: node-agent}}
        spec:
          nodeName: node1
          containers: [{name: main, image: "stranger:1"}]
        """
      And the kubelet of node1 stops
      And I run "kubectl delete pod stranger --wait=false"
      When the DaemonSet "node-agent" is created
      Then the pods of "node-agent" are:
        | node  | image    |
        | node1 | agent:v1 |
        | node2 | agent:v1 |

  Rule: A pod that is meant for no node in particular is adopted, and otherwise left alone

    @DS-OWN-009
    Scenario: A stranger that fits nowhere counts nowhere
      Given the DaemonSet "node-agent" is fully rolled out
      When I apply:
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: stranger, labels: {app: node-agent}}
        spec:
          nodeSelector: {zone: nowhere}
          containers: [{name: main, image: "stranger:1"}]
        """
      Then the pods of "node-agent" are:
        | node  | image      |
        | node1 | agent:v1   |
        | node2 | agent:v1   |
        |       | stranger:1 |
      And the status of "node-agent" is:
        | desired | current | misscheduled |
        | 2       | 2       | 0            |

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
