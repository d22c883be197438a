@update-strategy
Feature: Budgets written as percentages
  A percentage is taken of the nodes that should run a pod, and rounded up, so that
  a rollout can always begin.

  Rule: maxUnavailable is rounded up to whole nodes

    @DS-ROLL-010 @needs-pod-readiness
    Scenario Outline: <budget> of <nodes> nodes lets <stuck> pods go
      Given a cluster of <nodes> nodes
      And the DaemonSet "node-agent" is fully rolled out
      And image "agent:v2" never becomes ready
      When "node-agent" rolls out image "agent:v2" with maxUnavailable <budget>
      Then the rollout of "node-agent" is stuck with <stuck> of <nodes> pods updated

      Examples:
        | nodes | budget | stuck |
        | 2     | 50%    | 1     |
        | 3     | 50%    | 2     |
        | 3     | 1%     | 1     |
        | 5     | 20%    | 1     |
        | 5     | 21%    | 2     |
        | 10    | 14%    | 2     |
        | 10    | 100%   | 10    |

  Rule: maxSurge is rounded up in the same way

    @DS-SURGE-011 @needs-pod-readiness
    Scenario Outline: <surge> of <nodes> nodes lets <started> pods start
      Given a cluster of <nodes> nodes
      And the DaemonSet "node-agent" is fully rolled out
      And image "agent:v2" never becomes ready
      When "node-agent" rolls out image "agent:v2" with maxSurge <surge>
      Then <started> pods of "node-agent" were created
      And 0 pods of "node-agent" were deleted

      Examples:
        | nodes | surge | started |
        | 2     | 50%   | 1       |
        | 3     | 50%   | 2       |
        | 5     | 21%   | 2       |
        | 2     | 100%  | 2       |
        | 3     | 2     | 2       |

  Rule: Only nodes that should run a pod are counted

    @DS-ROLL-011 @needs-pod-readiness
    Scenario: Half of two eligible nodes is one, however large the cluster
      Given a cluster with nodes:
        | name  | labels |
        | node1 | zone=a |
        | node2 | zone=a |
        | node3 |        |
        | node4 |        |
      And the DaemonSet "node-agent" is fully rolled out with:
        | nodeSelector | zone=a |
      And image "agent:v2" never becomes ready
      When "node-agent" rolls out image "agent:v2" with maxUnavailable 50%
      Then the rollout of "node-agent" is stuck with 1 of 2 pods updated
