@pod-lifecycle
Feature: Pods on their way out
  A deleted pod takes its time. Until it has gone or has ended, its node counts as
  occupied, unless the DaemonSet surges.

  Background:
    Given a cluster of 2 nodes

  Rule: Without surge a successor waits until the old pod is gone

    @DS-POD-020 @needs-node-control
    Scenario: A pod that cannot be stopped holds its place
      Given the DaemonSet "node-agent" is fully rolled out
      And the kubelet of node2 stops
      When the pod of "node-agent" on node2 is deleted
      Then the pods of "node-agent" are:
        | node  | terminating |
        | node1 | false       |
        | node2 | true        |

    @DS-POD-021 @needs-node-control
    Scenario: The successor comes when the kubelet is back
      Given the DaemonSet "node-agent" is fully rolled out
      And the kubelet of node2 stops
      And the pod of "node-agent" on node2 is deleted
      When the kubelet of node2 starts again
      Then the pods of "node-agent" are:
        | node  | terminating | ready |
        | node1 | false       | true  |
        | node2 | false       | true  |

  Rule: With surge it comes at once

    @DS-POD-022 @needs-node-control
    Scenario: The successor waits beside the pod that cannot be stopped
      Given the DaemonSet "node-agent" is fully rolled out with:
        | maxSurge | 1 |
      And the kubelet of node2 stops
      When the pod of "node-agent" on node2 is deleted
      Then the pods of "node-agent" are:
        | node  | terminating | phase   |
        | node1 | false       | Running |
        | node2 | true        | Running |
        | node2 | false       | Pending |

  Rule: A pod that has ended but is held by a finalizer no longer counts

    @DS-POD-023
    Scenario: The node gets its successor while the finalizer is still there
      Given the DaemonSet "node-agent" is fully rolled out
      And the pod of "node-agent" on node2 has finalizer "example.com/backup"
      When the pod of "node-agent" on node2 is deleted
      Then the pods of "node-agent" are:
        | node  | terminating | phase     |
        | node1 | false       | Running   |
        | node2 | true        | Succeeded |
        | node2 | false       | Running   |

    @DS-POD-024
    Scenario: The end of the finalizer changes nothing any more
      Given the DaemonSet "node-agent" is fully rolled out
      And the pod of "node-agent" on node2 has finalizer "example.com/backup"
      And I run "kubectl delete pods --all --wait=false"
      When the pod of "node-agent" on node2 loses its finalizers
      Then 0 pods of "node-agent" were created
