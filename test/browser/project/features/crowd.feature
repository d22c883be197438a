@update-strategy
Feature: Five thousand nodes

  @DS-LOOK-003
  Scenario: A rollout over 5,000 nodes
    Given a cluster of 5000 nodes
    And the DaemonSet "node-agent" is fully rolled out with:
      | image          | agent:v1 |
      | maxUnavailable | 10%      |
    When "node-agent" rolls out image "agent:v2"
    Then the rollout of "node-agent" is complete
