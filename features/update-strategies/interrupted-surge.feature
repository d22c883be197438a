@update-strategy
Feature: A surge that is interrupted
  While a surge waits, its nodes hold an old and a new pod. Whatever is changed
  then, no node may be left without the pod that serves.

  Background:
    Given a cluster of 3 nodes
    And the DaemonSet "node-agent" is fully rolled out with:
      | maxSurge | 3 |
    And image "agent:v2" never becomes ready
    And "node-agent" rolls out image "agent:v2"

  Rule: Leaving the surge midway takes the new pods away

    @DS-SURGE-035 @needs-pod-readiness
    Scenario: OnDelete keeps the older pod of each node
      When "node-agent" is changed to:
        | updateStrategy | OnDelete |
      Then 3 pods of "node-agent" were deleted
      And the status of "node-agent" is:
        | ready | up-to-date |
        | 3     | 0          |

    @DS-SURGE-041 @needs-pod-readiness
    Scenario: OnDelete does so even where maxSurge stays written
      When I run "kubectl patch daemonset node-agent --type=merge -p '{\"spec\":{\"updateStrategy\":{\"type\":\"OnDelete\"}}}'"
      Then the pods of "node-agent" are:
        | node  | image    |
        | node1 | agent:v1 |
        | node2 | agent:v1 |
        | node3 | agent:v1 |

  Rule: Of two pods from earlier templates only the older stays

    @DS-SURGE-040 @needs-pod-readiness
    Scenario: A second change takes the surged pods away and completes
      When "node-agent" rolls out image "agent:v3"
      Then the rollout of "node-agent" is complete
      And at every moment at most 0 nodes were without a ready pod of "node-agent"

  Rule: Closing a node midway takes nothing away

    @DS-SURGE-044 @needs-pod-readiness
    Scenario: Both pods stay on nodes that are tainted NoSchedule
      Given node1 receives taint maintenance=now:NoSchedule
      And node2 receives taint maintenance=now:NoSchedule
      And node3 receives taint maintenance=now:NoSchedule
      When "node-agent" is changed to:
        | revisionHistoryLimit | 3 |
      Then "node-agent" runs on every node
      And the status of "node-agent" is:
        | desired | misscheduled |
        | 0       | 3            |
