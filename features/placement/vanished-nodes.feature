@placement
Feature: Pods of nodes that have gone
  A node can leave while its pod still waits to be bound. Nobody else would ever
  remove that pod, so the DaemonSet does.

  Rule: A pod that waits for a vanished node is removed at the next look

    @DS-PLACE-060
    Scenario: The waiting pod goes when something else makes the controller look
      Given a cluster with nodes:
        | name  | cpu |
        | node1 | 4   |
        | node2 | 1   |
      And the DaemonSet "node-agent" is created with:
        | cpu | 2 |
      And node2 leaves
      When the pod of "node-agent" on node1 is deleted
      Then the pods of "node-agent" are:
        | node  | phase   |
        | node1 | Running |

  Rule: What is left on a vanished node counts nowhere

    @DS-PLACE-061
    Scenario: The counters follow when the pod of the node is cleaned up
      Given a cluster of 3 nodes
      And the DaemonSet "node-agent" is fully rolled out
      When node3 leaves
      And 1m passes
      Then the status of "node-agent" is:
        | desired | current | ready | misscheduled |
        | 2       | 2       | 2     | 0            |

  Rule: A name that returns is a new node

    @DS-PLACE-062
    Scenario: A node that returns with other labels is judged by these
      Given a cluster with nodes:
        | name  | labels |
        | node1 | zone=a |
        | node2 | zone=a |
      And the DaemonSet "node-agent" is fully rolled out with:
        | nodeSelector | zone=a |
      And node2 leaves
      When node2 joins with label zone=b
      Then "node-agent" runs on exactly node1
