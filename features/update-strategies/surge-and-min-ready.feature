@update-strategy
Feature: When the new pod of a surge replaces the old one
  The new pod must be available, and with minReadySeconds that is later than ready.
  The controller comes back to look, but not always often enough.

  Background:
    Given a cluster of 3 nodes

  Rule: The old pod is there when the new one begins to serve

    @DS-SURGE-039 @needs-virtual-time
    Scenario: At the moment the first new pod is ready nothing has been deleted
      Given the DaemonSet "node-agent" is fully rolled out
      When "node-agent" starts to roll out image "agent:v2" with maxSurge 1
      And the first new pod of "node-agent" is ready
      Then 1 pod of "node-agent" was created
      And 0 pods of "node-agent" were deleted

  Rule: The old pod goes only when the new one has been ready for minReadySeconds

    @DS-SURGE-033 @needs-virtual-time
    Scenario: A new pod that is merely ready replaces nothing yet
      Given the DaemonSet "node-agent" is fully rolled out with:
        | minReadySeconds | 30 |
        | maxSurge        | 1  |
      When "node-agent" starts to roll out image "agent:v2"
      And 20s pass
      Then 1 pod of "node-agent" was created
      And 0 pods of "node-agent" were deleted

    @DS-SURGE-034
    Scenario: The whole rollout keeps to it
      Given the DaemonSet "node-agent" is fully rolled out with:
        | minReadySeconds | 30 |
        | maxSurge        | 1  |
      When "node-agent" rolls out image "agent:v2"
      Then the rollout of "node-agent" is complete
      And on every node the old pod of "node-agent" was deleted only after the new pod was available

    @DS-SURGE-042 @needs-pod-readiness @needs-virtual-time
    Scenario: Of two new pods that become ready three seconds apart the second is overlooked
      The controller looks again minReadySeconds after the first one was ready, and
      keeps only the earlier of two such appointments. At that look the second pod
      is not available yet, its old pod speaks for the node, and so nobody comes
      back: the rollout stands until something else happens.

      Given the DaemonSet "node-agent" is fully rolled out with:
        | maxSurge        | 3 |
        | minReadySeconds | 5 |
      And image "agent:v2" becomes ready after 3s on node2
      When "node-agent" rolls out image "agent:v2"
      And 1h passes
      Then the rollout of "node-agent" is stuck with 2 of 3 pods updated
      And the pods of "node-agent" are:
        | node  | image    | ready |
        | node1 | agent:v2 | true  |
        | node2 | agent:v1 | true  |
        | node2 | agent:v2 | true  |
        | node3 | agent:v2 | true  |
