@scheduling
Feature: Who places daemon pods, before and since Kubernetes 1.12
  Until Kubernetes 1.11 the DaemonSet controller bound its pods itself, past the
  scheduler. That worked while no scheduler ran, but it could not make room for
  important pods, and a node without room got no pod that could have said so. Since
  1.12 the controller only names the node, in the pod's affinity, and the scheduler
  decides.

  Rule: A pod is bound by its maker, or waits for the scheduler

    @DS-SCHED-001 @needs-controller-restart
    Scenario: Before, a pod had its node from birth
      Given the DaemonSet controller places its pods itself, as before Kubernetes 1.12
      And a cluster of 2 nodes
      When the DaemonSet "node-agent" is created with:
        | schedulerName | one-that-is-not-there |
      Then "node-agent" runs on every node
      And the pod of "node-agent" on node1 contains:
        """yaml
        spec:
          nodeName: node1
        """

    @DS-SCHED-003
    Scenario: Since then it waits until a scheduler takes it
      Given a cluster of 2 nodes
      When the DaemonSet "node-agent" is created with:
        | schedulerName | one-that-is-not-there |
      Then "node-agent" runs on no node
      And the pod of "node-agent" on node1 contains:
        """yaml
        spec:
          affinity:
            nodeAffinity:
              requiredDuringSchedulingIgnoredDuringExecution:
                nodeSelectorTerms:
                - matchFields:
                  - {key: metadata.name, operator: In, values: [node1]}
        """

  Rule: A cordon means nothing to daemon pods, then and now

    @DS-SCHED-020 @needs-controller-restart
    Scenario: Before, the controller did not look at it
      Given the DaemonSet controller places its pods itself, as before Kubernetes 1.12
      And a cluster of 2 nodes
      When node2 is cordoned
      And the DaemonSet "node-agent" is created
      Then "node-agent" runs on every node

    @DS-TOL-001
    Scenario: Since then the pods tolerate it
      Given a cluster of 2 nodes
      When node2 is cordoned
      And the DaemonSet "node-agent" is created
      Then "node-agent" runs on every node

  Rule: A node without room gets no pod, or one that waits

    @DS-SCHED-021 @needs-controller-restart
    Scenario: Before, nothing but an event told of it
      Given the DaemonSet controller places its pods itself, as before Kubernetes 1.12
      And a cluster of 2 nodes
      And the pod "web" on node2 requests 4 cpu
      When the DaemonSet "node-agent" is created with:
        | cpu | 100m |
      Then "node-agent" has no pod on node2
      And the event FailedPlacement was recorded on "node-agent" saying "Node didn't have enough resource: cpu, requested: 100, used: 4000, capacity: 4000"
      And the status of "node-agent" is:
        | desired | current | ready |
        | 2       | 1       | 1     |

    @DS-SCHED-021 @needs-controller-restart
    Scenario: The pod came once there was room
      Given the DaemonSet controller places its pods itself, as before Kubernetes 1.12
      And a cluster of 2 nodes
      And the pod "web" on node2 requests 4 cpu
      And the DaemonSet "node-agent" is created with:
        | cpu | 100m |
      When I run "kubectl delete pod web"
      Then "node-agent" runs on every node

    @DS-SCHED-021 @needs-controller-restart
    Scenario: A host port of another pod was an obstacle, too
      Given the DaemonSet controller places its pods itself, as before Kubernetes 1.12
      And a cluster of 2 nodes
      And the pod "web" on node2 requests host port 9100
      When the DaemonSet "node-exporter" is created with:
        | hostPort | 9100 |
      Then "node-exporter" runs on exactly node1
      And the event FailedPlacement was recorded on "node-exporter" saying "free ports"

    @DS-SCHED-021 @needs-controller-restart
    Scenario: Pods of the DaemonSet itself were none: a rollout replaces them in place
      Given the DaemonSet controller places its pods itself, as before Kubernetes 1.12
      And a cluster of 2 nodes
      And the DaemonSet "node-agent" is fully rolled out with:
        | cpu | 3 |
      When "node-agent" rolls out image "agent:v2"
      Then the rollout of "node-agent" is complete

    @DS-SCHED-015
    Scenario: Since then a pod waits there and says why
      Given a cluster of 2 nodes
      And the pod "web" on node2 requests 4 cpu
      When the DaemonSet "node-agent" is created with:
        | cpu | 100m |
      Then the pod of "node-agent" on node2 is pending because "1 Insufficient cpu"
      And the status of "node-agent" is:
        | desired | current | ready |
        | 2       | 2       | 1     |

  Rule: Priority could not clear a node, and now it can

    @DS-SCHED-021 @needs-controller-restart
    Scenario: Before, the most important agent was kept out by ordinary work
      Given the DaemonSet controller places its pods itself, as before Kubernetes 1.12
      And a cluster of 2 nodes
      And the pod "web" on node2 requests 4 cpu
      When the DaemonSet "node-agent" is created with:
        | cpu               | 100m                 |
        | priorityClassName | system-node-critical |
      Then "node-agent" runs on exactly node1
      And the pod "web" was not preempted

    @DS-SCHED-002
    Scenario: Since then ordinary work gives way
      Given a cluster of 2 nodes
      And the pod "web" on node2 requests 4 cpu
      When the DaemonSet "node-agent" is created with:
        | cpu               | 100m                 |
        | priorityClassName | system-node-critical |
      Then "node-agent" runs on every node
      And the pod "web" was preempted
