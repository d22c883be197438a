@resilience
Feature: What was asked for and has not been seen yet
  The controller counts the pods that it has asked for and those that it has seen
  come or go. Until the two agree it takes no further step, but not for ever.

  Rule: A further step waits until the last one has been seen

    @DS-STALE-013 @needs-fault-injection
    Scenario: A rollout begins after the missing pods have come
      Given a cluster of 3 nodes
      And node3 has taint dedicated=db:NoSchedule
      And the DaemonSet "node-agent" is fully rolled out
      And the controllers do not see pod changes
      When "node-agent" is changed to:
        | image          | agent:v2  |
        | maxUnavailable | 3         |
        | tolerations    | dedicated |
      Then 1 pod of "node-agent" was created
      And 0 pods of "node-agent" were deleted

    @DS-STALE-011 @needs-fault-injection
    Scenario: A change does not count as observed meanwhile
      Given a cluster of 2 nodes
      And the DaemonSet "node-agent" is fully rolled out
      And the controllers do not see pod changes
      And "node-agent" rolls out image "agent:v2"
      When "node-agent" is changed to:
        | revisionHistoryLimit | 3 |
      Then the status of "node-agent" is:
        | generation | observed generation |
        | 3          | 2                   |

  Rule: After five minutes the controller no longer waits

    @DS-STALE-012 @needs-fault-injection @needs-virtual-time
    Scenario Outline: <time> after a deletion that was never seen, a change leads to <requests>
      Given a cluster of 1 node
      And the DaemonSet "node-agent" is fully rolled out
      And the pod of "node-agent" on node1 has finalizer "example.com/backup"
      And the controllers do not see pod changes
      And "node-agent" rolls out image "agent:v2"
      And <time> pass
      When "node-agent" is changed to:
        | revisionHistoryLimit | 3 |
      Then the event SuccessfulDelete was recorded <times> on "node-agent"

      Examples:
        | time | requests     | times   |
        | 4m   | nothing      | 1 time  |
        | 6m   | a second one | 2 times |

  Rule: A DaemonSet that is made again waits for nothing that the former one asked for

    @DS-STALE-010 @needs-fault-injection
    Scenario: The one that comes later gets pods of its own at once
      Given a cluster of 3 nodes
      And the controllers do not see pod changes
      And the DaemonSet "node-agent" is created
      And "node-agent" is deleted
      When the DaemonSet "node-agent" is created
      Then 3 pods of "node-agent" were created

    @DS-STALE-014 @needs-fault-injection
    Scenario: It gets them also when nobody saw that it was deleted and made again
      Given a cluster of 3 nodes
      And the controllers do not see pod changes
      And the DaemonSet "node-agent" is created
      And the controllers do not see DaemonSet changes
      And "node-agent" is deleted
      And the DaemonSet "node-agent" is created
      When the controllers see DaemonSet changes again
      Then 3 pods of "node-agent" were created

  Rule: A pod that has gone unseen is no failure

    @DS-STALE-009 @needs-fault-injection
    Scenario: Deleting a pod that has gone is not reported
      Given a cluster of 1 node
      And the DaemonSet "node-agent" is fully rolled out
      And the controllers do not see pod changes
      And the pod of "node-agent" on node1 is deleted
      And 10s pass
      When "node-agent" rolls out image "agent:v2"
      And the controllers see pod changes again
      Then no event FailedDelete was recorded on "node-agent"
