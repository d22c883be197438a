@update-strategy
Feature: A template that stops tolerating a node
  A toleration that is taken out of the template closes nodes on which pods are
  running. What becomes of these pods depends on the strategy.

  Background:
    Given a cluster with nodes:
      | name  | taints                  |
      | node1 |                         |
      | node2 |                         |
      | node3 |                         |
      | node4 | dedicated=db:NoSchedule |

  Rule: A rolling update removes the pod within its budget and does not replace it

    @DS-ROLL-030
    Scenario: The pod goes with the rollout
      Given the DaemonSet "node-agent" is fully rolled out with:
        | tolerations | dedicated |
      When "node-agent" is changed to:
        | tolerations |  |
      Then "node-agent" runs on exactly node1, node2 and node3
      And 1 pod of "node-agent" was deleted on node4
      And 0 pods of "node-agent" were created on node4

    @DS-ROLL-031 @needs-pod-readiness
    Scenario: A stuck rollout may leave it running
      Given the DaemonSet "node-agent" is fully rolled out with:
        | tolerations | dedicated |
      And the pod of "node-agent" on node1 stops being ready
      And image "agent:v2" never becomes ready
      When "node-agent" is changed to:
        | image       | agent:v2 |
        | tolerations |          |
      Then the pod of "node-agent" on node4 is ready
      And the status of "node-agent" is:
        | desired | misscheduled |
        | 3       | 1            |

  Rule: OnDelete leaves it alone

    @DS-ONDEL-003
    Scenario: The pod stays, and counts as misscheduled
      Given the DaemonSet "node-agent" is fully rolled out with:
        | tolerations    | dedicated |
        | updateStrategy | OnDelete  |
      When "node-agent" is changed to:
        | tolerations |  |
      Then "node-agent" runs on every node
      And the status of "node-agent" is:
        | desired | current | misscheduled | up-to-date |
        | 3       | 3       | 1            | 0          |

  Rule: A surge removes it as soon as the others serve

    @DS-SURGE-020
    Scenario: The pod goes first, because enough others are available
      Given the DaemonSet "node-agent" is fully rolled out with:
        | tolerations | dedicated |
        | maxSurge    | 1         |
      When "node-agent" is changed to:
        | tolerations |  |
      Then "node-agent" runs on exactly node1, node2 and node3
      And at every moment at most 1 node was without a ready pod of "node-agent"

    @DS-SURGE-021 @needs-pod-readiness
    Scenario: It stays while it makes up for another pod that is down
      Given the DaemonSet "node-agent" is fully rolled out with:
        | tolerations | dedicated |
        | maxSurge    | 1         |
      And the pod of "node-agent" on node1 stops being ready
      And image "agent:v2" never becomes ready
      When "node-agent" is changed to:
        | image       | agent:v2 |
        | tolerations |          |
      Then the pod of "node-agent" on node4 is ready

    @DS-SURGE-022 @needs-pod-readiness
    Scenario: It goes at once if it does not serve itself
      Given the DaemonSet "node-agent" is fully rolled out with:
        | tolerations | dedicated |
        | maxSurge    | 1         |
      And the pod of "node-agent" on node4 stops being ready
      And image "agent:v2" never becomes ready
      When "node-agent" is changed to:
        | image       | agent:v2 |
        | tolerations |          |
      Then "node-agent" has no pod on node4
