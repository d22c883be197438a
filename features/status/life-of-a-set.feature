@status
Feature: The status through the life of a DaemonSet
  Every counter answers one question. desired and misscheduled are about nodes,
  current, ready, available and up-to-date about the oldest pod on each of them.

  Rule: The counters of nodes follow eligibility

    @DS-STAT-010
    Scenario: Nodes that should run no pod are not desired
      Given a cluster with nodes:
        | name  | taints                  |
        | node1 |                         |
        | node2 |                         |
        | node3 | dedicated=db:NoSchedule |
      When the DaemonSet "node-agent" is created
      Then the status of "node-agent" is:
        | desired | current | ready | up-to-date | available | unavailable | misscheduled |
        | 2       | 2       | 2     | 2          | 2         | 0           | 0            |

  Rule: The counters of pods follow what the pods do

    @DS-STAT-011 @needs-pod-readiness
    Scenario: A stuck rollout shows in unavailable and up-to-date
      Given a cluster of 4 nodes
      And the DaemonSet "node-agent" is fully rolled out
      And image "agent:v2" never becomes ready
      When "node-agent" rolls out image "agent:v2"
      Then the status of "node-agent" is:
        | desired | current | ready | up-to-date | available | unavailable |
        | 4       | 4       | 3     | 1          | 3         | 1           |

    @DS-STAT-012 @needs-pod-readiness
    Scenario: During a surge the old pod speaks for its node
      Given a cluster of 3 nodes
      And the DaemonSet "node-agent" is fully rolled out
      And image "agent:v2" never becomes ready
      When "node-agent" rolls out image "agent:v2" with maxSurge 3
      Then the status of "node-agent" is:
        | desired | current | ready | up-to-date | available | unavailable |
        | 3       | 3       | 3     | 0          | 3         | 0           |

    @DS-STAT-013 @needs-node-control
    Scenario: A pod that is being deleted still counts as current
      Given a cluster of 2 nodes
      And the DaemonSet "node-agent" is fully rolled out
      And the kubelet of node2 stops
      When the pod of "node-agent" on node2 is deleted
      Then the status of "node-agent" is:
        | desired | current |
        | 2       | 2       |

  Rule: observedGeneration says which spec the counters are about

    @DS-STAT-014 @needs-controller-restart
    Scenario: A change that no controller has seen is not observed
      Given a cluster of 2 nodes
      And the DaemonSet "node-agent" is fully rolled out
      And the controller manager stops
      When "node-agent" rolls out image "agent:v2"
      Then the status of "node-agent" is:
        | generation | observed generation | up-to-date |
        | 2          | 1                   | 2          |

    @DS-STAT-015
    Scenario: It is raised even if nothing can be done
      Given a cluster of 2 nodes
      When the DaemonSet "node-agent" is created with:
        | serviceAccountName | nobody |
      Then the status of "node-agent" is:
        | desired | current | unavailable | observed generation |
        | 2       | 0       | 2           | 1                   |

    @DS-STAT-016
    Scenario: A change outside the template is observed too
      Given a cluster of 2 nodes
      And the DaemonSet "node-agent" is fully rolled out
      When "node-agent" is changed to:
        | revisionHistoryLimit | 3 |
      Then the status of "node-agent" is:
        | generation | observed generation |
        | 2          | 2                   |

  Rule: The controller writes its own fields only

    @DS-STAT-017
    Scenario: A condition that somebody else reports survives
      Given a cluster of 2 nodes
      And the DaemonSet "node-agent" is fully rolled out
      And I run "kubectl patch daemonset node-agent --subresource=status --type=merge -p '{\"status\":{\"conditions\":[{\"type\":\"Audited\",\"status\":\"True\"}]}}'"
      When node3 joins
      Then the DaemonSet "node-agent" contains:
        """
        status:
          desiredNumberScheduled: 3
          conditions: [{type: Audited, status: "True"}]
        """
