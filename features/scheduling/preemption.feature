@scheduling
Feature: A daemon pod that takes the place of others
  An agent that every node needs should not wait behind ordinary work. With a priority
  class the scheduler makes room for it: it removes pods of lower priority from the
  node, no more than needed, and puts the agent there.

  Background:
    Given a cluster with nodes:
      | name  | cpu |
      | node1 | 4   |
      | node2 | 4   |
    And the PriorityClass "important" has value 1000

  Rule: A pod of lower priority gives way, and only where it is in the way

    @DS-SCHED-002
    Scenario: A full node is cleared for the agent
      Given the pod "web" on node1 requests 4 cpu
      And the pod "db" on node2 requests 1 cpu
      When the DaemonSet "node-agent" is created with:
        | cpu               | 500m                 |
        | priorityClassName | system-node-critical |
      Then "node-agent" runs on every node
      And the pod "web" was preempted
      And the pod "db" was not preempted
      And the event FailedScheduling was recorded on a pod of "node-agent"

    @DS-SCHED-010
    Scenario: Of two pods the one that has run for longer stays
      Given the pod "early" on node1 requests 2 cpu
      And 10s pass
      And the pod "late" on node1 requests 2 cpu
      When the DaemonSet "node-agent" is created with:
        | cpu               | 1         |
        | priorityClassName | important |
      Then the pod "late" was preempted
      And the pod "early" was not preempted

    @DS-SCHED-010
    Scenario: A pod that could stay beside the agent stays
      Given the pod "small" on node1 requests 500m cpu
      And the pod "large" on node1 requests 3500m cpu
      When the DaemonSet "node-agent" is created with:
        | cpu               | 1         |
        | priorityClassName | important |
      Then the pod "large" was preempted
      And the pod "small" was not preempted

    @DS-SCHED-010
    Scenario: A host port is freed like any other room
      Given the pod "web" on node1 requests 100m cpu and host port 9100
      And the pod "db" on node1 requests 100m cpu
      When the DaemonSet "node-exporter" is created with:
        | hostPort          | 9100      |
        | priorityClassName | important |
      Then "node-exporter" runs on every node
      And the pod "web" was preempted
      And the pod "db" was not preempted

  Rule: Nobody gives way to a pod of the same priority, or where it would not help

    @DS-SCHED-011
    Scenario: Without a class the agent waits like everybody else
      Given the pod "web" on node1 requests 4 cpu
      When the DaemonSet "node-agent" is created with:
        | cpu | 500m |
      Then "node-agent" runs on exactly node2
      And the pod "web" was not preempted
      And the pod of "node-agent" on node1 is pending because "1 No preemption victims found for incoming pod"

    @DS-SCHED-011
    Scenario: Two agents of one class do not drive each other out
      Given the DaemonSet "first" is fully rolled out with:
        | cpu               | 3         |
        | priorityClassName | important |
      When the DaemonSet "second" is created with:
        | cpu               | 3         |
        | priorityClassName | important |
      Then "first" runs on every node
      And "second" runs on no node
      And 0 pods of "first" were deleted

    @DS-SCHED-011
    Scenario: The agent of a higher class drives out the other, which waits for its node
      Given the DaemonSet "ordinary" is fully rolled out with:
        | cpu | 3 |
      When the DaemonSet "critical" is created with:
        | cpu               | 3                    |
        | priorityClassName | system-node-critical |
      Then "critical" runs on every node
      And the pod of "ordinary" on node1 is pending because "Insufficient cpu"
      And the status of "ordinary" is:
        | desired | current | ready |
        | 2       | 2       | 0     |

    @DS-SCHED-012
    Scenario: A class that never preempts waits, however important
      Given the PriorityClass "polite" has value 1000000 and never preempts
      And the pod "web" on node1 requests 4 cpu
      When the DaemonSet "node-agent" is created with:
        | cpu               | 500m   |
        | priorityClassName | polite |
      Then the pod "web" was not preempted
      And the pod of "node-agent" on node1 is pending because "preemption: not eligible due to preemptionPolicy=Never."

    @DS-SCHED-013
    Scenario: A request that even the empty node could not meet drives nobody out
      Given the pod "web" on node1 requests 1 cpu
      When the DaemonSet "node-agent" is created with:
        | cpu               | 5         |
        | priorityClassName | important |
      Then the pod "web" was not preempted
      And the pod of "node-agent" on node1 is pending because "2 Preemption is not helpful for scheduling"

  Rule: A disruption budget is a wish that preemption may not be able to grant

    Background:
      Given the pod "guarded" on node1 requests 2 cpu
      And I run "kubectl label pod guarded app=guarded"
      And I apply:
        """
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata: {name: guarded}
        spec:
          minAvailable: 1
          selector: {matchLabels: {app: guarded}}
        """

    @DS-SCHED-014
    Scenario: A pod under no budget goes first, even if it has run for longer
      Given I run "kubectl delete pod guarded"
      And the pod "open" on node1 requests 2 cpu
      And 10s pass
      And the pod "guarded" on node1 requests 2 cpu
      And I run "kubectl label pod guarded app=guarded"
      When the DaemonSet "node-agent" is created with:
        | cpu               | 1         |
        | priorityClassName | important |
      Then the pod "open" was preempted
      And the pod "guarded" was not preempted

    @DS-SCHED-014
    Scenario: Where nobody else is in the way the budget is broken
      When the DaemonSet "node-agent" is created with:
        | cpu               | 3         |
        | priorityClassName | important |
      Then "node-agent" runs on every node
      And the pod "guarded" was preempted
