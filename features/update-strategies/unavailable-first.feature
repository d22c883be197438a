@update-strategy
Feature: Old pods that do not serve are replaced first
  Replacing a pod that is down costs nothing. A rolling update does so at once and
  without regard to the budget, and spends what is left of the budget on the rest.

  Background:
    Given a cluster of 5 nodes

  Rule: Old pods that are not available are replaced whatever the budget

    @DS-ROLL-012 @needs-pod-readiness
    Scenario: A broken DaemonSet is repaired in one go
      Given image "agent:v1" never becomes ready
      And the DaemonSet "node-agent" is created with:
        | maxUnavailable | 1 |
      When "node-agent" starts to roll out image "agent:v2"
      And 1s passes
      Then 5 pods of "node-agent" were deleted

    @DS-ROLL-013 @needs-virtual-time
    Scenario: So are pods that have not been ready for minReadySeconds
      Given the DaemonSet "node-agent" starts to be created with:
        | minReadySeconds | 600 |
      And 5m pass
      When "node-agent" starts to roll out image "agent:v2"
      And 1s passes
      Then 5 pods of "node-agent" were deleted

  Rule: A new change replaces what the last one left unready, and then what the budget allows

    @DS-ROLL-014 @needs-pod-readiness
    Scenario: With the budget used up, the pods that serve stay
      Given the DaemonSet "node-agent" is fully rolled out
      And image "agent:v2" never becomes ready
      And image "agent:v3" never becomes ready
      And "node-agent" rolls out image "agent:v2" with maxUnavailable 2
      When "node-agent" rolls out image "agent:v3"
      Then 2 pods of "node-agent" were deleted
      And the status of "node-agent" is:
        | desired | up-to-date | ready |
        | 5       | 2          | 3     |

    @DS-ROLL-015 @needs-pod-readiness
    Scenario: With a larger budget, the rest of it goes to pods that serve
      Given the DaemonSet "node-agent" is fully rolled out
      And image "agent:v2" never becomes ready
      And image "agent:v3" never becomes ready
      And "node-agent" rolls out image "agent:v2" with maxUnavailable 2
      When "node-agent" rolls out image "agent:v3" with maxUnavailable 3
      Then the status of "node-agent" is:
        | desired | up-to-date | ready |
        | 5       | 3          | 2     |

    @DS-ROLL-016 @needs-pod-readiness
    Scenario: A good template after a bad one reaches every node
      Given the DaemonSet "node-agent" is fully rolled out
      And image "agent:v2" never becomes ready
      And "node-agent" rolls out image "agent:v2"
      When "node-agent" rolls out image "agent:v3"
      Then the rollout of "node-agent" is complete
      And at every moment at most 1 node was without a ready pod of "node-agent"

  Rule: New pods that are not ready hold the rollout, but are never replaced by it

    @DS-ROLL-017 @needs-pod-readiness
    Scenario: The rollout waits for its own pods
      Given the DaemonSet "node-agent" is fully rolled out
      And image "agent:v2" never becomes ready
      And "node-agent" rolls out image "agent:v2" with maxUnavailable 3
      When 1h passes
      Then 0 pods of "node-agent" were deleted
      And the rollout of "node-agent" is stuck with 3 of 5 pods updated

    @DS-ROLL-032 @needs-pod-readiness @needs-virtual-time
    Scenario: A new pod that can never start uses up a budget of one, even where none is wanted any more
      Given node6 joins with:
        | cpu | 1 |
      And the DaemonSet "node-agent" is fully rolled out
      And the pod of "node-agent" on node6 stops being ready
      And "node-agent" is changed to:
        | image | agent:v2 |
        | cpu   | 2        |
      When node6 receives taint maintenance=now:NoSchedule
      And 1h passes
      Then the rollout of "node-agent" is stuck with 0 of 5 pods updated
      And the pod of "node-agent" on node6 is not ready
