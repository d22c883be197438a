@resilience
Feature: Reported from real clusters: two DaemonSets with one selector
  kubernetes/website#53565 (2025) asks what happens, and older reports tell of pods
  created and deleted without end. In 1.36 there is no fight: each DaemonSet minds
  the pods that it owns. What has no owner goes to whoever looks first.

  Background:
    Given a cluster of 2 nodes
    And the DaemonSet "first" is fully rolled out with:
      | selector | app=shared |
      | image    | first:v1   |

  Rule: Pods that have an owner are left to it

    @DS-BUG-050
    Scenario: Each of the two runs a pod on every node
      When the DaemonSet "second" is created with:
        | selector | app=shared |
        | image    | second:v1  |
      Then "first" runs on every node
      And "second" runs on every node
      And 0 pods of "first" were deleted

    @DS-BUG-051
    Scenario: A rollout of one does not touch the pods of the other
      Given the DaemonSet "second" is fully rolled out with:
        | selector | app=shared |
        | image    | second:v1  |
      When "second" rolls out image "second:v2"
      Then the rollout of "second" is complete
      And 0 pods of "first" were deleted

  Rule: What one of them leaves behind is taken by the other
    A pod counts as up to date if either its revision or the number of its template
    agrees, and both DaemonSets are at template number 1.

    @DS-BUG-052
    Scenario: The heir keeps the oldest pod of each node, although it runs another image
      Given the DaemonSet "second" is fully rolled out with:
        | selector | app=shared |
        | image    | second:v1  |
      When "first" is deleted leaving its pods
      Then the pods of "second" are:
        | node  | image    |
        | node1 | first:v1 |
        | node2 | first:v1 |
      And the status of "second" is:
        | desired | up-to-date | misscheduled |
        | 2       | 2          | 0            |

    @DS-BUG-053
    Scenario: The next rollout puts that right
      Given the DaemonSet "second" is fully rolled out with:
        | selector | app=shared |
        | image    | second:v1  |
      And "first" is deleted leaving its pods
      When "second" rolls out image "second:v2"
      Then the pods of "second" are:
        | node  | image     |
        | node1 | second:v2 |
        | node2 | second:v2 |
