@resilience
Feature: Reported from real clusters: pods that wait on drained nodes
  A daemon belongs on its node even while that is drained. There was a time when such pods
  could be left Pending on a cordoned node (kubernetes#67845). In 1.36 they start;
  they wait only where the node has been switched off (kubernetes#73011).

  Background:
    Given a cluster of 3 nodes
    And the DaemonSet "node-agent" is fully rolled out with:
      | tolerations | everything |
    And node3 is drained

  Rule: A drained node keeps its daemons

    @DS-BUG-020
    Scenario: A rollout reaches the drained node
      When "node-agent" rolls out image "agent:v2"
      Then the pods of "node-agent" are:
        | node  | image    | phase   |
        | node1 | agent:v2 | Running |
        | node2 | agent:v2 | Running |
        | node3 | agent:v2 | Running |

  Rule: A daemon that tolerates everything is sent even to a node that is switched off

    @DS-BUG-021 @needs-node-control
    Scenario: The pod waits there for ever and holds the rollout
      Given the kubelet of node3 stops
      And 5m pass
      And I run "kubectl delete pods --field-selector spec.nodeName=node3 --force --grace-period=0"
      When "node-agent" rolls out image "agent:v2"
      And 1h passes
      Then the rollout of "node-agent" is stuck with 0 of 3 pods updated

    @DS-BUG-022 @needs-node-control
    Scenario: Its place is taken again, whoever removes it by force
      Given the kubelet of node3 stops
      And 5m pass
      When I run "kubectl delete pods --field-selector spec.nodeName=node3 --force --grace-period=0"
      Then the pods of "node-agent" are:
        | node  | phase   |
        | node1 | Running |
        | node2 | Running |
        | node3 | Pending |

    @DS-BUG-023 @needs-node-control
    Scenario: Without that toleration nothing is sent there, and the rollout completes
      Given "node-agent" is changed to:
        | tolerations |  |
      And the kubelet of node3 stops
      And 5m pass
      And I run "kubectl delete pods --field-selector spec.nodeName=node3 --force --grace-period=0"
      When "node-agent" rolls out image "agent:v2"
      Then the rollout of "node-agent" is complete
      And "node-agent" has no pod on node3
