@nodes
Feature: Cordoned and drained nodes
  Before work on a node it is cordoned, so that nothing new comes, and drained, so
  that what can live elsewhere goes. A daemon can live nowhere else.

  Background:
    Given a cluster of 3 nodes
    And the DaemonSet "node-agent" is fully rolled out

  Rule: A cordon keeps others away, not the daemon

    @DS-NODE-020
    Scenario: A daemon pod that is deleted on a cordoned node comes back
      Given node2 is cordoned
      When the pod of "node-agent" on node2 is deleted
      Then "node-agent" runs on every node
      And the nodes are:
        | name  | unschedulable | taints                                      |
        | node1 | false         |                                             |
        | node2 | true          | node.kubernetes.io/unschedulable:NoSchedule |
        | node3 | false         |                                             |

  Rule: A drain is refused while daemons are there, unless they may be ignored

    @DS-NODE-021
    Scenario: kubectl names the daemon pods that it will not delete
      When I run "kubectl drain node2"
      Then the request is rejected with "cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)"
      And "node-agent" runs on every node

    @DS-NODE-022
    Scenario: A drained node has its daemon and nothing else
      Given the pod "web" on node2 requests 1 cpu
      When node2 is drained
      Then the pod "web" is gone
      And "node-agent" runs on every node
      And 0 pods of "node-agent" were deleted
