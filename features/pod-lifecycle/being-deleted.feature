@pod-lifecycle
Feature: A DaemonSet that is being deleted
  Deleted in the foreground, a DaemonSet stays until its pods are gone. It owns
  them still, but does nothing for them any more.

  Background:
    Given a cluster of 2 nodes
    And the DaemonSet "node-agent" is fully rolled out
    And the pod of "node-agent" on node2 has finalizer "example.com/backup"

  Rule: It creates nothing and reports nothing

    @DS-DEL-006
    Scenario: A node that joins gets no pod
      Given I run "kubectl delete daemonset node-agent --cascade=foreground --wait=false"
      When node3 joins
      Then "node-agent" has no pod on node3
      And the status of "node-agent" is:
        | desired | current |
        | 2       | 2       |

    @DS-DEL-007
    Scenario: Pods that are gone are not replaced
      When I run "kubectl delete daemonset node-agent --cascade=foreground --wait=false"
      Then the pods of "node-agent" are:
        | node  | terminating |
        | node2 | true        |

    @DS-DEL-008
    Scenario: It goes with its last pod
      Given I run "kubectl delete daemonset node-agent --cascade=foreground --wait=false"
      When the pod of "node-agent" on node2 loses its finalizers
      And I run "kubectl get daemonsets"
      Then the output contains "No resources found"

  Rule: One of the same name that comes later has pods of its own

    @DS-DEL-009
    Scenario: The pod of the former DaemonSet does not count
      Given I run "kubectl delete daemonset node-agent --wait=false"
      When the DaemonSet "node-agent" is created
      Then 2 pods of "node-agent" were created
      And "node-agent" runs on every node
