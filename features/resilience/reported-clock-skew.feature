@resilience
Feature: Reported from real clusters: a node whose clock is ahead
  kubernetes#77203 (2019): readiness is stamped by the node and judged by the
  controller. With minReadySeconds and a node that is ahead, the controller looked
  too early and never again. Today it looks again every minReadySeconds; in
  1.36 the skew makes the rollout slower, not stuck.

  Background:
    Given a cluster of 1 node
    And the DaemonSet "node-agent" is fully rolled out with:
      | minReadySeconds | 30 |
    And the clock of node1 is 20s ahead

  Rule: The skew is added to minReadySeconds

    @DS-BUG-030 @needs-node-control @needs-virtual-time
    Scenario: After minReadySeconds the pod does not count as available yet
      When "node-agent" starts to roll out image "agent:v2"
      And 45s pass
      Then the status of "node-agent" is:
        | up-to-date | ready | available |
        | 1          | 1     | 0         |

    @DS-BUG-031 @needs-node-control @needs-virtual-time
    Scenario: At the second look it counts as available
      When "node-agent" starts to roll out image "agent:v2"
      And 90s pass
      Then the rollout of "node-agent" is complete
