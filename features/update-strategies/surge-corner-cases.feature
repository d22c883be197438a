@update-strategy
Feature: What a surge does when pods or nodes get in its way
  A surge starts the new pod first and trusts the old one until then. Where there
  is nothing to trust, it does not wait.

  Background:
    Given a cluster of 3 nodes

  Rule: An old pod that does not serve is not waited for

    @DS-SURGE-030 @needs-pod-readiness
    Scenario: Every unready old pod gets its successor at once, beyond the surge
      Given image "agent:v1" never becomes ready
      And the DaemonSet "node-agent" is created with:
        | maxSurge | 1 |
      When "node-agent" starts to roll out image "agent:v2"
      And 1s passes
      Then 3 pods of "node-agent" were created

    @DS-SURGE-031 @needs-pod-readiness
    Scenario: An unready old pod is removed even if its successor is no better
      Given image "agent:v1" never becomes ready
      And image "agent:v2" never becomes ready
      And the DaemonSet "node-agent" is created with:
        | maxSurge | 1 |
      When "node-agent" rolls out image "agent:v2"
      Then the pods of "node-agent" are:
        | node  | image    | ready |
        | node1 | agent:v2 | false |
        | node2 | agent:v2 | false |
        | node3 | agent:v2 | false |

    @DS-SURGE-032 @needs-pod-readiness
    Scenario: An old pod that stops being ready beside its successor is removed
      Given the DaemonSet "node-agent" is fully rolled out
      And image "agent:v2" never becomes ready
      And "node-agent" rolls out image "agent:v2" with maxSurge 3
      When image "agent:v1" never becomes ready on node2
      Then the status of "node-agent" is:
        | desired | current | ready | up-to-date |
        | 3       | 3       | 2     | 1          |

    @DS-SURGE-043 @needs-pod-readiness @needs-fault-injection
    Scenario: Successors of unready pods cost nothing of the surge
      Given the DaemonSet "node-agent" is fully rolled out with:
        | maxSurge | 1 |
      And the pod of "node-agent" on node2 stops being ready
      And the pod of "node-agent" on node3 stops being ready
      And the controllers do not see pod changes
      When "node-agent" rolls out image "agent:v2"
      Then 3 pods of "node-agent" were created

  Rule: A surge needs room for two pods

    @DS-SURGE-036
    Scenario: A host port that the old pod holds keeps the new one waiting
      Given the DaemonSet "node-agent" is fully rolled out with:
        | hostPort | 9100 |
      When "node-agent" rolls out image "agent:v2" with maxSurge 100%
      Then the rollout of "node-agent" is stuck with 0 of 3 pods updated
      And the pod of "node-agent" on node1 is pending because "didn't have free ports for the requested pod ports"

  Rule: A node that leaves does not hold the surge up for long

    @DS-SURGE-037 @needs-pod-readiness
    Scenario: The rollout goes on when the pods of the node are cleaned up
      Given the DaemonSet "node-agent" is fully rolled out
      And image "agent:v2" never becomes ready on node1
      And "node-agent" rolls out image "agent:v2" with maxSurge 1
      When node1 leaves
      And 2m pass
      Then the rollout of "node-agent" is complete

  Rule: Without eligible nodes an integer surge still counts, a percentage is nothing

    @DS-SURGE-038
    Scenario Outline: With maxSurge <surge> the pods on closed nodes <verdict>
      Given node1 has taint dedicated=db:NoSchedule
      And node2 has taint dedicated=db:NoSchedule
      And node3 has taint dedicated=db:NoSchedule
      And the DaemonSet "node-agent" is fully rolled out with:
        | tolerations | dedicated |
        | maxSurge    | <surge>   |
      When "node-agent" is changed to:
        | tolerations |  |
      Then "node-agent" runs on exactly <nodes>

      Examples:
        | surge | verdict | nodes      |
        | 1     | go      | no node    |
        | 50%   | stay    | every node |
