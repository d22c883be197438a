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

    @DS-NODE-023
    Scenario: The node's events tell of the cordon and of its end
      Given node2 is cordoned
      When node2 is uncordoned
      And I run "kubectl describe node node2"
      Then the output contains "Node node2 status is now: NodeNotSchedulable"
      And the output contains "Node node2 status is now: NodeSchedulable"

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

  Rule: A disruption that was announced and does not come is called off

    @DS-NODE-024
    Scenario: What was announced long ago, and left its pod where it is, does not stand
      Given the pod "web" on node2 requests 1 cpu
      When I run "kubectl patch pod web --subresource=status -p 'status: {conditions: [{type: DisruptionTarget, status: \"True\", lastTransitionTime: \"2020-01-01T00:00:00Z\"}]}'"
      And I run "kubectl get pod web -o jsonpath='{.status.conditions[?(@.type==\"DisruptionTarget\")].status}'"
      Then the output is:
        """
        False
        """
