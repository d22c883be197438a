@resilience
Feature: Many pods at once
  A new DaemonSet on a large cluster must not drown the API server. It starts
  slowly, stops at the first refusals, and never asks for more than 250 pods at a
  time.

  Rule: Creations start with one and double, until one is refused

    @DS-SCALE-001 @needs-fault-injection
    Scenario: Of 100 pods 15 are tried when the eleventh is refused
      Given a cluster of 100 nodes
      And the controllers do not see pod changes
      And the next 5 pod creations after 10 fail with "exceeded quota: pods"
      When the DaemonSet "node-agent" is created
      Then 10 pods of "node-agent" were created
      And the event FailedCreate was recorded 5 times on "node-agent"

    @DS-SCALE-002 @needs-fault-injection
    Scenario: The rest follows when the quota is raised
      Given a cluster of 100 nodes
      And the next 5 pod creations after 10 fail with "exceeded quota: pods"
      When the DaemonSet "node-agent" is created
      Then "node-agent" runs on every node
      And 100 pods of "node-agent" were created

  Rule: One look creates at most 250 pods and deletes at most 250

    @DS-SCALE-003 @needs-fault-injection
    Scenario: Of 300 pods the first look creates 250
      Given a cluster of 300 nodes
      And the controllers do not see pod changes
      When the DaemonSet "node-agent" is created
      Then 250 pods of "node-agent" were created

    @DS-SCALE-004 @needs-fault-injection
    Scenario: The other pods come when the first have been seen
      Given a cluster of 300 nodes
      And the controllers do not see pod changes
      And the DaemonSet "node-agent" is created
      When the controllers see pod changes again
      Then 50 pods of "node-agent" were created
      And "node-agent" runs on every node

    @DS-SCALE-005 @needs-fault-injection
    Scenario: Of 300 pods the first look deletes 250
      Given a cluster of 300 nodes
      And the DaemonSet "node-agent" is fully rolled out
      And the controllers do not see pod changes
      When "node-agent" is changed to:
        | nodeSelector | zone=none |
      Then 250 pods of "node-agent" were deleted

    @DS-SCALE-006
    Scenario: The other pods are deleted when the first are gone
      Given a cluster of 300 nodes
      And the DaemonSet "node-agent" is fully rolled out
      When "node-agent" is changed to:
        | nodeSelector | zone=none |
      Then "node-agent" runs on no node
      And 300 pods of "node-agent" were deleted
