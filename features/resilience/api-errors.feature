@resilience
Feature: When the API server refuses
  A refused request is tried again later. What could be done is done, and the
  status says so; what could not is not forgotten.

  Rule: Refused requests are repeated until they succeed

    @DS-ERR-001 @needs-fault-injection
    Scenario Outline: <calls> fail, and the DaemonSet is created all the same
      Given a cluster of 5 nodes
      And the next <calls> fail with "etcdserver: request timed out"
      When the DaemonSet "node-agent" is created
      Then "node-agent" runs on every node
      And the status of "node-agent" is:
        | desired | current | ready | observed generation |
        | 5       | 5       | 5     | 1                   |

      Examples:
        | calls                |
        | 2 pod creations      |
        | 7 pod creations      |
        | 1 status update      |
        | 3 status updates     |
        | 2 revision creations |

    @DS-ERR-002 @needs-fault-injection
    Scenario Outline: <calls> fail during a rollout, and it completes within its budget
      Given a cluster of 5 nodes
      And the DaemonSet "node-agent" is fully rolled out
      And the next <calls> fail with "etcdserver: leader changed"
      When "node-agent" rolls out image "agent:v2" with maxUnavailable 2
      Then the rollout of "node-agent" is complete
      And at every moment at most 2 nodes were without a ready pod of "node-agent"

      Examples:
        | calls                |
        | 3 pod deletions      |
        | 3 pod creations      |
        | 4 status updates     |
        | 2 revision creations |

    @DS-ERR-003 @needs-fault-injection
    Scenario: A surge keeps its promise through refused requests
      Given a cluster of 4 nodes
      And the DaemonSet "node-agent" is fully rolled out
      And the next 2 pod creations fail with "etcdserver: leader changed"
      And the next 2 pod deletions fail with "etcdserver: leader changed"
      When "node-agent" rolls out image "agent:v2" with maxSurge 2
      Then the rollout of "node-agent" is complete
      And at every moment at most 0 nodes were without a ready pod of "node-agent"

    @DS-ERR-004 @needs-fault-injection
    Scenario: An adoption that is refused is tried again
      Given a cluster of 2 nodes
      And the DaemonSet "node-agent" is fully rolled out
      And "node-agent" is deleted leaving its pods
      And the next pod patch fails with "etcdserver: request timed out"
      When the DaemonSet "node-agent" is created
      Then "node-agent" runs on every node
      And 0 pods of "node-agent" were created

    @DS-ERR-005 @needs-fault-injection
    Scenario: A clean-up of the history that is refused is tried again
      Given a cluster of 2 nodes
      And the DaemonSet "node-agent" is fully rolled out with:
        | revisionHistoryLimit | 0 |
      And the next 2 revision deletions fail with "etcdserver: request timed out"
      When "node-agent" rolls out image "agent:v2"
      Then the revision history of "node-agent" is:
        | revision | current |
        | 2        | true    |

    @DS-ERR-006 @needs-fault-injection
    Scenario: A renumbering that is refused is tried again
      Given a cluster of 2 nodes
      And the DaemonSet "node-agent" is fully rolled out
      And "node-agent" rolls out image "agent:v2"
      And the next revision update fails with "etcdserver: request timed out"
      When "node-agent" rolls out image "agent:v1"
      Then the revision history of "node-agent" is:
        | revision | image    | current |
        | 2        | agent:v2 | false   |
        | 3        | agent:v1 | true    |

  Rule: Every refused creation is reported

    @DS-ERR-007 @needs-fault-injection
    Scenario: The event carries the words of the API server
      Given a cluster of 3 nodes
      And the next pod creation fails with "exceeded quota: pods"
      When the DaemonSet "node-agent" is created
      Then the event FailedCreate was recorded on "node-agent" saying "Error creating: exceeded quota: pods"
      And the event FailedCreate was recorded 1 time on "node-agent"
