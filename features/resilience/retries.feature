@resilience
Feature: How soon a refused request is tried again
  A refusal is rarely the last word, and often one of many. The first tries follow
  at once, the later ones spare the API server, and a success makes up for all.

  Rule: The waiting time doubles from 5 ms and ends at 1000 s

    @DS-ERR-014 @needs-virtual-time
    Scenario Outline: <tries> tries in the first <time>
      Given a cluster of 1 node
      When the DaemonSet "node-agent" starts to be created with:
        | serviceAccountName | nobody |
      And <time> pass
      Then the event FailedCreate was recorded <tries> times on "node-agent"

      Examples:
        | time | tries |
        | 1s   | 8     |
        | 10s  | 11    |
        | 1m   | 14    |
        | 10m  | 17    |
        | 1h   | 21    |
        | 3h   | 28    |

  Rule: A success wipes the slate clean

    @DS-ERR-011 @needs-fault-injection
    Scenario: A failure after a success is tried again at once
      Given a cluster of 1 node
      And the DaemonSet "node-agent" is fully rolled out
      And the next 9 pod creations fail with "etcdserver: request timed out"
      And the pod of "node-agent" on node1 is deleted
      And 1m passes
      And the next 3 pod creations fail with "etcdserver: request timed out"
      When the pod of "node-agent" on node1 is deleted
      Then "node-agent" runs on every node

  Rule: A status is written twice before it waits for the next try

    @DS-ERR-009 @needs-fault-injection
    Scenario Outline: A status that is refused <times> is written all the same
      Given a cluster of 1 node
      And the DaemonSet "node-agent" is fully rolled out
      And the next <calls> fail with "etcdserver: request timed out"
      When "node-agent" is changed to:
        | revisionHistoryLimit | 5 |
      Then the status of "node-agent" is:
        | generation | observed generation |
        | 2          | 2                   |

      Examples:
        | times | calls            |
        | once  | 1 status update  |
        | twice | 2 status updates |

  Rule: One refusal holds up only what depends on it

    @DS-ERR-012 @needs-fault-injection
    Scenario: Without a revision nothing is done, and the change does not count as observed
      Given a cluster of 2 nodes
      And the DaemonSet "node-agent" is fully rolled out
      And the next 9 revision creations fail with "etcdserver: request timed out"
      When "node-agent" rolls out image "agent:v2"
      Then 0 pods of "node-agent" were deleted
      And the status of "node-agent" is:
        | generation | observed generation | up-to-date |
        | 2          | 1                   | 2          |

    @DS-ERR-013
    Scenario: A pod that may not be created does not keep another from being deleted
      Given a cluster with nodes:
        | name  | labels |
        | node1 | zone=a |
        | node2 | zone=b |
      And the DaemonSet "node-agent" is fully rolled out with:
        | nodeSelector | zone=a |
      When "node-agent" is changed to:
        | nodeSelector       | zone=b |
        | serviceAccountName | nobody |
      Then "node-agent" runs on no node
      And 1 pod of "node-agent" was deleted on node1
