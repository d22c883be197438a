@pod-lifecycle
Feature: Pods that disappear are replaced
  Nobody has to watch daemon pods. One that is deleted or fails is replaced on the
  same node, from the template of the DaemonSet.

  Background:
    Given a cluster with nodes:
      | name  |
      | node1 |
      | node2 |
    And the DaemonSet "node-agent" is fully rolled out

  Rule: A node that lost its pod gets a new one

    @DS-POD-001
    Scenario: A deleted pod comes back
      When the pod of "node-agent" on node2 is deleted
      Then "node-agent" runs on every node

    @DS-POD-002 @needs-pod-readiness
    Scenario: A failed pod is removed and replaced
      When the pod of "node-agent" on node2 fails
      Then the pods of "node-agent" are:
        | node  | phase   | ready |
        | node1 | Running | true  |
        | node2 | Running | true  |
      And the event FailedDaemonPod was recorded on "node-agent"

  Rule: A pod is waiting until the scheduler has bound it

    @DS-POD-003 @needs-pod-readiness
    Scenario: A daemon pod is Pending like any other while its image is pulled
      Given image "agent:v9" cannot be pulled
      When "node-agent" rolls out image "agent:v9" with maxUnavailable 1
      Then the rollout of "node-agent" is stuck with 1 of 2 pods updated

  Rule: The template, not the pod, is what lasts

    @DS-POD-004
    Scenario: An edited pod is replaced from the unchanged template
      Given I run "kubectl set image pod -l app=node-agent *=agent:edited"
      When the pod of "node-agent" on node1 is deleted
      Then the pods of "node-agent" are:
        | node  | image        |
        | node1 | agent:v1     |
        | node2 | agent:edited |
