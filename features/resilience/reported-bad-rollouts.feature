@resilience
Feature: Reported from real clusters: several bad rollouts in a row
  kubernetes#123232 (2024): three bad templates in a row left none of three pods
  ready, although maxUnavailable was 1, because old pods that were not ready were
  not counted. In 1.36 they are counted, and are the first to be replaced.

  Background:
    Given a cluster of 3 nodes
    And the DaemonSet "node-agent" is fully rolled out with:
      | maxUnavailable | 1 |

  Rule: Bad templates in a row cost as many nodes as one of them

    Background:
      Given image "agent:v2" never becomes ready
      And image "agent:v3" never becomes ready
      And image "agent:v4" never becomes ready

    @DS-BUG-001 @needs-pod-readiness
    Scenario: Three bad rollouts leave two of three pods ready
      When "node-agent" rolls out image "agent:v2"
      And "node-agent" rolls out image "agent:v3"
      And "node-agent" rolls out image "agent:v4"
      Then the status of "node-agent" is:
        | desired | ready | up-to-date |
        | 3       | 2     | 1          |
      And at every moment at most 1 node was without a ready pod of "node-agent"

    @DS-BUG-002 @needs-pod-readiness
    Scenario: They cost no more if each begins before the last has settled
      When "node-agent" starts to roll out image "agent:v2"
      And 3s pass
      And "node-agent" starts to roll out image "agent:v3"
      And 500ms pass
      And "node-agent" rolls out image "agent:v4"
      Then at every moment at most 1 node was without a ready pod of "node-agent"

  Rule: A pod that has not proved itself counts as unready
    openkruise/kruise#1323 (2023) describes it, and 1.36 does it.

    @DS-BUG-003 @needs-virtual-time
    Scenario: With minReadySeconds a quick second change still takes every pod down
      Given "node-agent" is changed to:
        | minReadySeconds | 60 |
      And "node-agent" starts to roll out image "agent:v5" with maxUnavailable 3
      And 10s pass
      When "node-agent" starts to roll out image "agent:v6" with maxUnavailable 1
      And 500ms pass
      Then 3 pods of "node-agent" were deleted
