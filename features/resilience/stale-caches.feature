@resilience
Feature: Controllers that see the world late
  A controller decides by copies of the objects that reach it with delay. It must
  not repeat what it has done only because it has not seen the result yet.

  Background:
    Given a cluster of 3 nodes

  Rule: What is not seen yet is not done twice

    @DS-STALE-001 @needs-fault-injection
    Scenario: Each node gets one pod, although none of them is seen
      Given the controllers do not see pod changes
      When the DaemonSet "node-agent" is created
      And 1h passes
      Then 3 pods of "node-agent" were created

    @DS-STALE-008 @needs-fault-injection
    Scenario: A change that makes the controller look again creates no second pod
      Given the controllers do not see pod changes
      And the DaemonSet "node-agent" is created
      And 10m pass
      When "node-agent" is changed to:
        | revisionHistoryLimit | 3 |
      And 1h passes
      Then 0 pods of "node-agent" were created

    @DS-STALE-002 @needs-fault-injection
    Scenario: The rollout is complete as soon as they are seen
      Given the controllers do not see pod changes
      And the DaemonSet "node-agent" is created
      When the controllers see pod changes again
      And 20m pass
      Then 0 pods of "node-agent" were created
      And the rollout of "node-agent" is complete

    @DS-STALE-003 @needs-fault-injection
    Scenario: A rollout goes one step, and waits to see what came of it
      Given the DaemonSet "node-agent" is fully rolled out
      And the controllers do not see pod changes
      When "node-agent" rolls out image "agent:v2"
      And 1h passes
      Then 1 pod of "node-agent" was deleted

    @DS-STALE-004 @needs-fault-injection
    Scenario: It goes on within its budget when the watch is back
      Given the DaemonSet "node-agent" is fully rolled out
      And the controllers do not see pod changes
      And "node-agent" rolls out image "agent:v2"
      When the controllers see pod changes again
      And 20m pass
      Then the rollout of "node-agent" is complete
      And at every moment at most 1 node was without a ready pod of "node-agent"

  Rule: What is not seen at all is not acted upon

    @DS-STALE-005 @needs-fault-injection
    Scenario: A node that has joined unseen gets no pod
      Given the DaemonSet "node-agent" is fully rolled out
      And the controllers do not see node changes
      When node4 joins
      Then "node-agent" has no pod on node4

    @DS-STALE-006 @needs-fault-injection
    Scenario: It gets its pod when it is seen
      Given the DaemonSet "node-agent" is fully rolled out
      And the controllers do not see node changes
      And node4 joins
      When the controllers see node changes again
      Then "node-agent" runs on every node

  Rule: A DaemonSet that is being deleted unseen adopts nothing

    @DS-STALE-007 @needs-fault-injection
    Scenario: The controller asks the API server before it adopts
      Given the DaemonSet "node-agent" is fully rolled out
      And the pod of "node-agent" on node2 has finalizer "example.com/backup"
      And the controllers do not see DaemonSet changes
      And I run "kubectl delete daemonset node-agent --cascade=foreground --wait=false"
      When I apply:
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: stranger, labels: {app: node-agent}}
        spec:
          nodeName: node1
          containers: [{name: main, image: "stranger:1"}]
        """
      Then the pods of "node-agent" are:
        | node  | image    |
        | node1 | agent:v1 |
        | node2 | agent:v1 |
        | node3 | agent:v1 |
      And 0 pods of "node-agent" were deleted
