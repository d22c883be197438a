@nodes
Feature: Nodes that are deleted and replaced
  A deleted Node object takes no pod with it. What ran there is cleared away by the
  pod garbage collector a minute later, unless the node comes back before.

  Background:
    Given a cluster of 3 nodes
    And the DaemonSet "node-agent" is fully rolled out

  Rule: The pods of a deleted node are removed after a quarantine of 40 seconds

    @DS-NODE-030
    Scenario: At first they stay
      When node3 leaves
      And 50s pass
      Then the pods of "node-agent" are:
        | node  | phase   |
        | node1 | Running |
        | node2 | Running |
        | node3 | Running |

    @DS-NODE-031
    Scenario: Then they go, and the DaemonSet wants one pod less
      When node3 leaves
      And 90s pass
      Then the pods of "node-agent" are:
        | node  | phase   |
        | node1 | Running |
        | node2 | Running |
      And the status of "node-agent" is:
        | desired | current | misscheduled |
        | 2       | 2       | 0            |

  Rule: A node of the same name inherits the pods, if it comes in time

    @DS-NODE-032
    Scenario: A node that is registered again at once keeps its pod
      Given node3 leaves
      And 45s pass
      When node3 joins
      And 5m pass
      Then "node-agent" runs on every node
      And 0 pods of "node-agent" were created

    @DS-NODE-033
    Scenario: One that comes later gets a new one
      Given node3 leaves
      And 2m pass
      When node3 joins
      Then "node-agent" runs on every node
      And 1 pod of "node-agent" was created on node3

  Rule: Deleting the object of a dead node ends what cannot end by itself

    @DS-NODE-034 @needs-node-control
    Scenario: A pod that hangs in deletion is removed with its node
      Given the kubelet of node3 stops
      And 2m pass
      And the pod of "node-agent" on node3 is deleted
      When node3 leaves
      And 90s pass
      Then the pods of "node-agent" are:
        | node  |
        | node1 |
        | node2 |

    @DS-NODE-035 @needs-node-control
    Scenario: So does the out-of-service taint
      Given the kubelet of node3 stops
      And 2m pass
      And the pod of "node-agent" on node3 is deleted
      When node3 receives taint node.kubernetes.io/out-of-service=nodeshutdown:NoExecute
      And 30s pass
      Then "node-agent" has no pod on node3
