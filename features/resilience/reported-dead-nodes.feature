@resilience
Feature: Reported from real clusters: nodes that are dead
  Nobody can stop a pod on a node that does not answer. Its deletion never ends,
  and a rolling update must live with that.

  Rule: A pod stuck Terminating takes its share of the budget, and nothing more
    kubernetes#63465 (2018): one deletion that never ended kept the controller from
    creating the other pods of its batch. Today the mark of deletion is enough,
    and in 1.36 only the budget is smaller by that node.

    Background:
      Given a cluster of 4 nodes
      And the DaemonSet "node-agent" is fully rolled out
      And the kubelet of node4 stops
      And 5m pass

    @DS-BUG-010 @needs-node-control
    Scenario: The other pods of the batch get their successors
      When "node-agent" rolls out image "agent:v2" with maxUnavailable 2
      Then the pods of "node-agent" are:
        | node  | image    | terminating |
        | node1 | agent:v2 | false       |
        | node2 | agent:v2 | false       |
        | node3 | agent:v2 | false       |
        | node4 | agent:v1 | true        |

    @DS-BUG-011 @needs-node-control
    Scenario: With a budget of one the rollout stands still
      When "node-agent" rolls out image "agent:v2" with maxUnavailable 1
      And 1h passes
      Then the rollout of "node-agent" is stuck with 0 of 3 pods updated
      And 0 pods of "node-agent" were created

    @DS-BUG-012 @needs-node-control
    Scenario: It goes on when the dead node is removed
      Given "node-agent" rolls out image "agent:v2" with maxUnavailable 1
      When node4 leaves
      And 2m pass
      Then the rollout of "node-agent" is complete

    @DS-BUG-013 @needs-node-control
    Scenario: It goes on when the node comes back
      Given "node-agent" rolls out image "agent:v2" with maxUnavailable 1
      When the kubelet of node4 starts again
      And 1m passes
      Then the rollout of "node-agent" is complete
      And "node-agent" runs on every node

  Rule: Dead nodes use up maxUnavailable, although no pod is wanted there
    kubernetes/test-infra#31706 (2024): 3 of 164 nodes were dead, and the default of
    1 stopped every update. The same in 1.36: such nodes are not even desired, but
    their old pods count as unavailable.

    Background:
      Given a cluster of 10 nodes
      And the DaemonSet "node-agent" is fully rolled out
      And the kubelet of node8 stops
      And the kubelet of node9 stops
      And the kubelet of node10 stops
      And 5m pass

    @DS-BUG-014 @needs-node-control
    Scenario: Three dead nodes stop a rollout with a budget of one
      When "node-agent" rolls out image "agent:v2"
      And 1h passes
      Then the rollout of "node-agent" is stuck with 0 of 7 pods updated

    @DS-BUG-015 @needs-node-control
    Scenario: A budget larger than the number of dead nodes lets it finish
      When "node-agent" rolls out image "agent:v2" with maxUnavailable 50%
      Then the rollout of "node-agent" is complete
      And the status of "node-agent" is:
        | desired | up-to-date | misscheduled |
        | 7       | 7          | 3            |
