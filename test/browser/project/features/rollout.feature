@update-strategy
Feature: A rollout to look at
  What the picture of the report is tried on: three nodes, three templates, and
  the way back to the first of them.

  Background:
    Given a cluster of 3 nodes

  Rule: A template comes back under a new number

    @DS-LOOK-001
    Scenario: Undo after two rollouts
      Given the DaemonSet "node-agent" is fully rolled out
      And "node-agent" rolls out image "agent:v2"
      And "node-agent" rolls out image "agent:v3"
      When "node-agent" is rolled back to revision 1
      Then the rollout of "node-agent" is complete

  Rule: What is not ready spends the budget

    @DS-LOOK-002 @stuck
    Scenario Outline: An image that <verdict> stops the rollout
      Given the DaemonSet "node-agent" is fully rolled out
      And image "agent:v2" <behaviour>
      When "node-agent" rolls out image "agent:v2"
      Then at every moment at most 1 node was without a ready pod of "node-agent"

      Examples:
        | behaviour           | verdict     |
        | never becomes ready | hangs       |
        | crashes             | will not go |
