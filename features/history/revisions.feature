@history
Feature: How the revision history is kept
  A revision is an object of its own, owned by the DaemonSet and named after the
  hash of its template. The controller keeps the list true, whatever happens to it.

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

  Rule: The limit counts old revisions that no pod carries

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

  Rule: A revision that somebody deletes comes back if it is the current one

    @DS-REV-023
    Scenario: The current revision is made again, and no pod is restarted
      When revision 1 of "node-agent" is deleted
      Then the revision history of "node-agent" is:
        | revision | image    | pods | current |
        | 1        | agent:v1 | 2    | true    |
      And 0 pods of "node-agent" were deleted

    @DS-REV-024
    Scenario: An old revision stays away
      Given "node-agent" rolls out image "agent:v2"
      When revision 1 of "node-agent" is deleted
      Then the revision history of "node-agent" is:
        | revision | image    | current |
        | 2        | agent:v2 | true    |

  Rule: Of two revisions with one template the higher number stays, and pods are relabelled

    @DS-REV-025
    Scenario: A duplicate is merged without a restart
      Given revision 1 of "node-agent" is copied as revision 5
      When "node-agent" is changed to:
        | minReadySeconds | 1 |
      Then the revision history of "node-agent" is:
        | revision | image    | pods | current |
        | 5        | agent:v1 | 2    | true    |
      And 0 pods of "node-agent" were deleted

  Rule: A name that is taken leads to another hash

    @DS-REV-026
    Scenario: A collision is counted, and the rollout goes on
      Given the revision name of image "agent:v2" for "node-agent" is taken
      When "node-agent" rolls out image "agent:v2"
      Then the rollout of "node-agent" is complete
      And the status of "node-agent" is:
        | collisions | up-to-date |
        | 1          | 2          |

  Rule: Revisions left behind are adopted like pods

    @DS-REV-027
    Scenario: A new DaemonSet continues the history of the one before
      Given "node-agent" rolls out image "agent:v2"
      And "node-agent" is deleted leaving its pods
      When the DaemonSet "node-agent" is created with:
        | image | agent:v2 |
      Then the revision history of "node-agent" is:
        | revision | image    | pods | current |
        | 1        | agent:v1 | 0    | false   |
        | 2        | agent:v2 | 2    | true    |
      And 0 pods of "node-agent" were created

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

  Rule: A revision whose labels no longer match is released

    @DS-REV-029
    Scenario: It leaves the history, and no pod is restarted
      When I run "kubectl label controllerrevisions -l app=node-agent app=other --overwrite"
      Then the revision history of "node-agent" is:
        | revision |
      And 0 pods of "node-agent" were deleted
