@resilience
Feature: A controller manager that restarts
  The controllers keep nothing that they could not find out again. While they are
  away the pods run on; when they are back they take up where things stand.

  Background:
    Given a cluster of 4 nodes
    And the DaemonSet "node-agent" is fully rolled out

  Rule: A restart alone changes nothing

    @DS-RESTART-001 @needs-controller-restart
    Scenario: No pod is created or deleted
      Given the controller manager stops
      When the controller manager starts again
      Then 0 pods of "node-agent" were created
      And 0 pods of "node-agent" were deleted

  Rule: While it is away nothing is decided

    @DS-RESTART-002 @needs-controller-restart
    Scenario: A pod that is lost stays lost
      Given the controller manager stops
      When the pod of "node-agent" on node2 is deleted
      And 1h passes
      Then "node-agent" runs on exactly node1, node3 and node4

    @DS-RESTART-003 @needs-controller-restart
    Scenario: It is replaced afterwards, and a node that has joined gets its pod
      Given the controller manager stops
      And the pod of "node-agent" on node2 is deleted
      And node5 joins
      When the controller manager starts again
      Then "node-agent" runs on every node
      And 2 pods of "node-agent" were created

  Rule: A rollout goes on where it stood, within its budget

    @DS-RESTART-004 @needs-controller-restart
    Scenario Outline: A rollout that is interrupted after <duration> completes
      Given "node-agent" starts to roll out image "agent:v2" with maxUnavailable 1
      And <duration> pass
      And the controller manager stops
      When the controller manager starts again
      Then the rollout of "node-agent" is complete
      And at every moment at most 1 node was without a ready pod of "node-agent"

      Examples:
        | duration |
        | 500ms    |
        | 1500ms   |
        | 4s       |

    @DS-RESTART-005 @needs-controller-restart
    Scenario: A surge that is interrupted leaves no node without a ready pod
      Given "node-agent" starts to roll out image "agent:v2" with maxSurge 2
      And 1500ms pass
      And the controller manager stops
      When the controller manager starts again
      Then the rollout of "node-agent" is complete
      And at every moment at most 0 nodes were without a ready pod of "node-agent"

  Rule: Waiting times of failed pods are forgotten

    @DS-RESTART-006 @needs-controller-restart @needs-pod-readiness
    Scenario: A pod that waits to be replaced is replaced at once
      Given image "agent:v2" fails on node2
      And "node-agent" rolls out image "agent:v2" with maxUnavailable 4
      And 5m pass
      And the controller manager stops
      When the controller manager starts again
      Then 3 pods of "node-agent" were created on node2
