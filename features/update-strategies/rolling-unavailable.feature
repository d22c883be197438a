@update-strategy
Feature: Rolling update within an availability budget
  A changed template replaces pod by pod. maxUnavailable says how many nodes may
  be without a ready pod at a time, so that a bad image stops at a few nodes.

  Background:
    Given a cluster with nodes:
      | name  |
      | node1 |
      | node2 |
      | node3 |
      | node4 |

  Rule: RollingUpdate with one unavailable pod is the default

    @DS-ROLL-001
    Scenario: A new image reaches every node
      Given the DaemonSet "node-agent" is fully rolled out
      When "node-agent" rolls out image "agent:v2"
      Then the rollout of "node-agent" is complete
      And at every moment at most 1 node was without a ready pod of "node-agent"

    @DS-ROLL-002
    Scenario: A manifest that says so explicitly behaves the same
      Given the manifest "features/manifests/monitoring-agent-v2.yaml" is applied
      When "monitoring-agent" rolls out image "monitoring-agent:v3"
      Then the rollout of "monitoring-agent" is complete
      And at every moment at most 1 node was without a ready pod of "monitoring-agent"

  Rule: At most maxUnavailable nodes are without a ready pod

    @DS-ROLL-003
    Scenario Outline: With maxUnavailable <budget> at most <nodes> of 4 nodes wait
      Given the DaemonSet "node-agent" is fully rolled out
      When "node-agent" rolls out image "agent:v2" with maxUnavailable <budget>
      Then the rollout of "node-agent" is complete
      And at every moment at most <nodes> nodes were without a ready pod of "node-agent"

      Examples:
        | budget | nodes |
        | 2      | 2     |
        | 25%    | 1     |
        | 26%    | 2     |
        | 100%   | 4     |

    @DS-ROLL-004 @needs-pod-readiness
    Scenario: An image that never becomes ready stops after the budget
      Given the DaemonSet "node-agent" is fully rolled out
      And image "agent:v2" never becomes ready
      When "node-agent" rolls out image "agent:v2" with maxUnavailable 1
      Then the rollout of "node-agent" is stuck with 1 of 4 pods updated
      And at every moment at most 1 node was without a ready pod of "node-agent"

  Rule: An old pod that is already unavailable is replaced first and spends the budget

    @DS-ROLL-005 @needs-pod-readiness
    Scenario: One broken pod uses up a budget of one
      Given the DaemonSet "node-agent" is fully rolled out with:
        | image          | agent:v1 |
        | maxUnavailable | 1        |
      And the pod of "node-agent" on node3 stops being ready
      And image "agent:v2" never becomes ready
      When "node-agent" rolls out image "agent:v2"
      Then the pods of "node-agent" are:
        | node  | image    | ready |
        | node1 | agent:v1 | true  |
        | node2 | agent:v1 | true  |
        | node3 | agent:v2 | false |
        | node4 | agent:v1 | true  |

  Rule: A pod counts as available only after minReadySeconds

    @DS-ROLL-006
    Scenario: The next pod waits until the last one has proved itself
      Given the DaemonSet "node-agent" is fully rolled out with:
        | minReadySeconds | 30 |
      When "node-agent" starts to roll out image "agent:v2"
      And 20s pass
      Then the rollout of "node-agent" is stuck with 1 of 4 pods updated

  Rule: Changing anything but the template restarts nothing

    @DS-ROLL-007
    Scenario: A new budget alone leaves the pods alone
      Given the DaemonSet "node-agent" is fully rolled out
      When "node-agent" is changed to:
        | maxUnavailable | 3 |
      Then at every moment at most 0 nodes were without a ready pod of "node-agent"
      And the revision history of "node-agent" is:
        | revision | pods | current |
        | 1        | 4    | true    |

    @DS-ROLL-008
    Scenario Outline: A new <field> alone restarts nothing and adds no revision
      Given the DaemonSet "node-agent" is fully rolled out
      When "node-agent" is changed to:
        | <field> | <value> |
      Then 0 pods of "node-agent" were deleted
      And the revision history of "node-agent" is:
        | revision | pods | current |
        | 1        | 4    | true    |

      Examples:
        | field                | value       |
        | minReadySeconds      | 5           |
        | revisionHistoryLimit | 0           |
        | maxSurge             | 1           |
        | updateStrategy       | OnDelete    |
        | labels               | team=agents |

  Rule: A restart is a rollout of the same template with a new annotation

    @DS-ROLL-009
    Scenario: Every pod is replaced, within the budget
      Given the DaemonSet "node-agent" is fully rolled out
      When "node-agent" is restarted
      Then 4 pods of "node-agent" were deleted
      And at every moment at most 1 node was without a ready pod of "node-agent"
      And the revision history of "node-agent" is:
        | revision | image    | pods |
        | 1        | agent:v1 | 0    |
        | 2        | agent:v1 | 4    |
