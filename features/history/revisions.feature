@history
Feature: How the revision history is kept
  A revision is an object of its own, owned by the DaemonSet and named after the
  hash of its template. The controller numbers them, and keeps as many as the limit
  and the pods ask for.

  Background:
    Given a cluster of 2 nodes
    And the DaemonSet "node-agent" is fully rolled out with:
      | change cause | first release |

  Rule: A revision keeps the change cause of its time

    @DS-REV-020
    Scenario: Each revision says why it came
      When "node-agent" is changed to:
        | image        | agent:v2       |
        | change cause | second release |
      Then the revision history of "node-agent" is:
        | revision | image    | change cause   |
        | 1        | agent:v1 | first release  |
        | 2        | agent:v2 | second release |

  Rule: The limit counts old revisions, and takes none that a pod carries

    @DS-REV-021
    Scenario: A limit of 0 keeps the current revision only
      Given "node-agent" is changed to:
        | revisionHistoryLimit | 0 |
      When "node-agent" rolls out image "agent:v2"
      Then the revision history of "node-agent" is:
        | revision | image    | pods | current |
        | 2        | agent:v2 | 2    | true    |

    @DS-REV-022 @needs-pod-readiness
    Scenario: A revision that pods still carry is kept beyond the limit
      Given "node-agent" is changed to:
        | revisionHistoryLimit | 0 |
      And image "agent:v2" never becomes ready
      When "node-agent" rolls out image "agent:v2"
      Then the revision history of "node-agent" is:
        | revision | image    | pods | current |
        | 1        | agent:v1 | 1    | false   |
        | 2        | agent:v2 | 1    | true    |

    @DS-REV-030
    Scenario: A lower limit takes the oldest revisions
      Given "node-agent" rolls out image "agent:v2"
      And "node-agent" rolls out image "agent:v3"
      When "node-agent" is changed to:
        | revisionHistoryLimit | 1 |
      Then the revision history of "node-agent" is:
        | revision | image    | current |
        | 2        | agent:v2 | false   |
        | 3        | agent:v3 | true    |

  Rule: Numbers only grow

    @DS-REV-028
    Scenario: Going back and forth between two templates never reuses a number
      Given "node-agent" rolls out image "agent:v2"
      And "node-agent" rolls out image "agent:v1"
      When "node-agent" rolls out image "agent:v2"
      Then the revision history of "node-agent" is:
        | revision | image    | pods | current |
        | 3        | agent:v1 | 0    | false   |
        | 4        | agent:v2 | 2    | true    |
