@history
Feature: Revision history and rollback
  Every template a DaemonSet has had is kept as a revision, so that a bad rollout
  is one command away from the last good one.

  Background:
    Given a cluster with nodes:
      | name  |
      | node1 |
      | node2 |
      | node3 |

  Rule: A revision is a template, the highest number is the current one

    @DS-REV-001
    Scenario: Each new template adds a revision
      Given the DaemonSet "node-agent" is fully rolled out
      When "node-agent" rolls out image "agent:v2"
      Then the revision history of "node-agent" is:
        | revision | image    | pods | current |
        | 1        | agent:v1 | 0    | false   |
        | 2        | agent:v2 | 3    | true    |

    @DS-REV-002
    Scenario: Returning to an earlier template renumbers its revision
      Given the DaemonSet "node-agent" is fully rolled out
      And "node-agent" rolls out image "agent:v2"
      When "node-agent" rolls out image "agent:v1"
      Then the revision history of "node-agent" is:
        | revision | image    | pods | current |
        | 2        | agent:v2 | 0    | false   |
        | 3        | agent:v1 | 3    | true    |

    @DS-REV-003
    Scenario: Old revisions beyond the limit are removed
      Given the DaemonSet "node-agent" is fully rolled out with:
        | revisionHistoryLimit | 1 |
      And "node-agent" rolls out image "agent:v2"
      When "node-agent" rolls out image "agent:v3"
      Then the revision history of "node-agent" is:
        | revision | image    | current |
        | 2        | agent:v2 | false   |
        | 3        | agent:v3 | true    |

  Rule: A rollback is a rollout to an earlier template

    @DS-REV-010
    Scenario: Undo goes back to the template before
      Given the DaemonSet "node-agent" is fully rolled out
      And "node-agent" rolls out image "agent:v2"
      When "node-agent" is rolled back
      Then the rollout of "node-agent" is complete
      And the pods of "node-agent" are:
        | node  | image    |
        | node1 | agent:v1 |
        | node2 | agent:v1 |
        | node3 | agent:v1 |

    @DS-REV-011
    Scenario: Undo can name a revision
      Given the DaemonSet "node-agent" is fully rolled out
      And "node-agent" rolls out image "agent:v2"
      And "node-agent" rolls out image "agent:v3"
      When "node-agent" is rolled back to revision 1
      Then the revision history of "node-agent" is:
        | revision | image    | pods | current |
        | 2        | agent:v2 | 0    | false   |
        | 3        | agent:v3 | 0    | false   |
        | 4        | agent:v1 | 3    | true    |

    @DS-REV-012 @needs-pod-readiness
    Scenario: Rolling back a stuck rollout restarts only what it had replaced
      Given the DaemonSet "node-agent" is fully rolled out
      And image "agent:v2" never becomes ready
      And "node-agent" rolls out image "agent:v2"
      When "node-agent" is rolled back
      Then the rollout of "node-agent" is complete
      And at every moment at most 1 node was without a ready pod of "node-agent"

    @DS-REV-013
    Scenario: A rollback keeps to the budget like any other rollout
      Given the DaemonSet "node-agent" is fully rolled out
      And "node-agent" rolls out image "agent:v2"
      When "node-agent" starts to roll back
      And 500ms pass
      Then 1 pod of "node-agent" was deleted
