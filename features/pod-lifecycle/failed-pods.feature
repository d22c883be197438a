@pod-lifecycle
Feature: Pods that end
  A daemon pod should run for ever. One that ends is deleted, so that its node can
  get another one; one that fails again and again is given more and more time.

  Background:
    Given a cluster of 2 nodes

  Rule: A succeeded pod is replaced at once

    @DS-FAIL-001 @needs-pod-readiness
    Scenario: A pod that exits with success comes back
      Given the DaemonSet "node-agent" is fully rolled out
      When the pod of "node-agent" on node2 exits with success
      Then the pods of "node-agent" are:
        | node  | phase   | ready |
        | node1 | Running | true  |
        | node2 | Running | true  |
      And the event SucceededDaemonPod was recorded on "node-agent" saying "on node node2, will try to delete it"

  Rule: A pod that fails again waits 1 s, 2 s, 4 s and so on before it is deleted

    @DS-FAIL-002 @needs-pod-readiness @needs-virtual-time
    Scenario: After the third failure the pod is left as it is for 4 s
      Given image "agent:v1" fails on node2
      When the DaemonSet "node-agent" is created
      Then the pods of "node-agent" are:
        | node  | phase   |
        | node1 | Running |
        | node2 | Failed  |
      And the event FailedDaemonPod was recorded 3 times on "node-agent"

    @DS-FAIL-003 @needs-pod-readiness @needs-virtual-time
    Scenario: The waiting time doubles, so that a minute sees few attempts
      Given image "agent:v1" fails on node2
      When the DaemonSet "node-agent" is created
      And 60s pass
      Then 7 pods of "node-agent" were created on node2
      And 1 pod of "node-agent" was created on node1

    @DS-FAIL-004 @needs-pod-readiness @needs-virtual-time
    Scenario: The waiting time never exceeds 15 minutes
      Given image "agent:v1" fails on node2
      And the DaemonSet "node-agent" is created
      And 3h pass
      When 61m pass
      Then 4 pods of "node-agent" were created on node2

    @DS-FAIL-005 @needs-pod-readiness @needs-virtual-time
    Scenario: A changed DaemonSet gets a fresh chance
      Given image "agent:v1" fails on node2
      And the DaemonSet "node-agent" is created
      And 60s pass
      When "node-agent" is changed to:
        | revisionHistoryLimit | 5 |
      Then 3 pods of "node-agent" were created on node2

    @DS-FAIL-007 @needs-pod-readiness @needs-virtual-time
    Scenario: After half an hour of quiet a failed pod is replaced as if it were the first
      Given the DaemonSet "node-agent" is fully rolled out
      And the pod of "node-agent" on node2 fails
      And 1m passes
      And the pod of "node-agent" on node2 fails
      And 31m pass
      When the pod of "node-agent" on node2 fails
      And 1500ms pass
      And the pod of "node-agent" on node2 fails
      Then the pods of "node-agent" are:
        | node  | phase   |
        | node1 | Running |
        | node2 | Running |

    @DS-FAIL-008 @needs-pod-readiness @needs-fault-injection
    Scenario: A deletion that is refused has used up its turn, and the pod waits
      Given the DaemonSet "node-agent" is fully rolled out
      And the next pod deletion fails with "etcdserver: request timed out"
      When the pod of "node-agent" on node2 fails
      Then the pods of "node-agent" are:
        | node  | phase   |
        | node1 | Running |
        | node2 | Failed  |

  Rule: Each node has a waiting time of its own

    @DS-FAIL-006 @needs-pod-readiness
    Scenario: A first failure elsewhere is dealt with at once
      Given image "agent:v1" fails on node2
      And the DaemonSet "node-agent" is created
      And 60s pass
      When the pod of "node-agent" on node1 fails
      Then the pods of "node-agent" are:
        | node  | phase   |
        | node1 | Running |
        | node2 | Failed  |

    @DS-FAIL-009 @needs-pod-readiness @needs-virtual-time
    Scenario: A long wait on one node does not hide that a pod elsewhere becomes available
      Given image "agent:v1" fails on node1
      And the DaemonSet "node-agent" is created with:
        | minReadySeconds | 5 |
      And 10m pass
      When the pod of "node-agent" on node2 is deleted
      Then the status of "node-agent" is:
        | ready | available |
        | 1     | 1         |
