@status
Feature: What the status says
  Dashboards and alerts read these numbers. They count nodes, not pods, and one
  pod per node speaks for it.

  Background:
    Given a cluster with nodes:
      | name  |
      | node1 |
      | node2 |
      | node3 |

  Rule: Ready means able to serve, up to date means from the current template

    @DS-STAT-001 @needs-pod-readiness
    Scenario: A pod that stops being ready lowers ready and available
      Given the DaemonSet "node-agent" is fully rolled out
      When the pod of "node-agent" on node2 stops being ready
      Then the status of "node-agent" is:
        | desired | current | ready | up-to-date | available |
        | 3       | 3       | 2     | 3          | 2         |

    @DS-STAT-002
    Scenario: Ready is not yet available while minReadySeconds run
      Given the DaemonSet "node-agent" is fully rolled out with:
        | minReadySeconds | 60 |
      When "node-agent" starts to roll out image "agent:v2"
      And 20s pass
      Then the status of "node-agent" is:
        | desired | ready | up-to-date | available |
        | 3       | 3     | 1          | 2         |

  Rule: A pod where none should be is counted as misscheduled

    @DS-STAT-003
    Scenario: A pod that stays under a NoSchedule taint is misscheduled from the next sync on
      Given the DaemonSet "node-agent" is fully rolled out
      And node3 has taint maintenance=true:NoSchedule
      When the pod of "node-agent" on node1 is deleted
      Then the status of "node-agent" is:
        | desired | current | ready | misscheduled |
        | 2       | 2       | 2     | 1            |

    @DS-STAT-004
    Scenario: The taint alone is not noticed
      The controller looks again when pods or templates change, not for a taint
      that moves no pod, so the numbers stay as they were.

      Given the DaemonSet "node-agent" is fully rolled out
      When node3 receives taint maintenance=true:NoSchedule
      And 5m pass
      Then the status of "node-agent" is:
        | desired | current | ready | misscheduled |
        | 3       | 3       | 3     | 0            |

    @DS-STAT-005
    Scenario: Once it is counted, the end of the taint is noticed
      Given the DaemonSet "node-agent" is fully rolled out
      And node3 has taint maintenance=true:NoSchedule
      And the pod of "node-agent" on node1 is deleted
      When node3 loses taint maintenance
      Then the status of "node-agent" is:
        | desired | current | ready | misscheduled |
        | 3       | 3       | 3     | 0            |
