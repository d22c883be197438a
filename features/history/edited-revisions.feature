@history
Feature: Revisions that people delete, relabel, copy or leave behind
  Revisions are objects like others, and nobody is kept from editing them. The
  controller puts right what it can, and restarts no pod for it.

  Background:
    Given a cluster of 2 nodes
    And the DaemonSet "node-agent" is fully rolled out

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

  Rule: A revision that has lost its hash label is labelled with its own name

    @DS-REV-032
    Scenario: It stays the current one, and new pods wear that label
      Given I run "kubectl label controllerrevisions -l app=node-agent controller-revision-hash-"
      And the pod of "node-agent" on node1 is deleted
      When I run "kubectl get controllerrevisions -l controller-revision-hash -o jsonpath={.items[*].revision}"
      Then the output is:
        """
        1
        """
      And the revision history of "node-agent" is:
        | revision | pods | current |
        | 1        | 1    | true    |

  Rule: A revision whose labels no longer match is released

    @DS-REV-029
    Scenario: It leaves the history, and no pod is restarted
      When I run "kubectl label controllerrevisions -l app=node-agent app=other --overwrite"
      Then the revision history of "node-agent" is:
        | revision |
      And 0 pods of "node-agent" were deleted

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

    @DS-REV-031
    Scenario: Pods that are really old are relabelled too, and so are never updated
      Given "node-agent" is changed to:
        | updateStrategy | OnDelete |
        | image          | agent:v2 |
      And revision 2 of "node-agent" is copied as revision 3
      And "node-agent" is changed to:
        | minReadySeconds | 1 |
      When "node-agent" is changed to:
        | updateStrategy | RollingUpdate |
      Then the pods of "node-agent" are:
        | node  | image    |
        | node1 | agent:v1 |
        | node2 | agent:v1 |
      And the status of "node-agent" is:
        | desired | up-to-date |
        | 2       | 2          |

  Rule: A name that is taken leads to another hash

    @DS-REV-026
    Scenario: A collision is counted, and the rollout goes on
      Given the revision name of image "agent:v2" for "node-agent" is taken
      When "node-agent" rolls out image "agent:v2"
      Then the rollout of "node-agent" is complete
      And the status of "node-agent" is:
        | collisions | up-to-date |
        | 1          | 2          |
