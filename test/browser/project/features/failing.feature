@placement
Feature: Failing on purpose

  Background:
    Given a cluster with nodes:
      | name     | labels     |
      | worker-1 | zone=north |
      | worker-2 | zone=south |

  @DS-LOOK-004
  Scenario: The table wants other pods
    Given the DaemonSet "node-agent" is fully rolled out
    When "node-agent" rolls out image "agent:v2"
    Then the pods of "node-agent" are:
      | node     | image    | ready |
      | worker-1 | agent:v2 | true  |
      | worker-2 | agent:v1 | true  |

  @DS-LOOK-005 @gap
  Scenario: A difference that is known
    Given the DaemonSet "node-agent" is fully rolled out
    Then "node-agent" runs on exactly worker-1

  @DS-LOOK-006 @later
  Scenario: Filtered out
    Given the DaemonSet "node-agent" is fully rolled out
    Then "node-agent" runs on exactly every node

  @DS-LOOK-007 @needs-virtual-time
  Scenario: This world cannot do it
    Given something that this world lacks

  Scenario: No requirement asks for it
    Given the DaemonSet "node-agent" is fully rolled out
    Then "node-agent" runs on exactly every node
