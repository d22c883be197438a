@nodes
Feature: Containers that crash
  A daemon pod lives as long as its node wants it: whatever its container does, it
  is started again. The kubelet waits longer each time, and while it waits the pod
  is Running, but not ready.

  Background:
    Given a cluster of 3 nodes
    And the DaemonSet "node-agent" is fully rolled out

  Rule: The first restart comes at once, the next after 10 s, 20 s and so on

    @DS-KUBELET-020 @needs-pod-readiness
    Scenario: A container that crashes waits in CrashLoopBackOff
      When image "agent:v1" crashes on node2
      Then the pods of "node-agent" are:
        | node  | phase   | ready | reason           | restarts |
        | node1 | Running | true  |                  | 0        |
        | node2 | Running | false | CrashLoopBackOff | 1        |
        | node3 | Running | true  |                  | 0        |
      And the event BackOff was recorded on a pod of "node-agent"

    @DS-KUBELET-021 @needs-pod-readiness @needs-virtual-time
    Scenario Outline: After <time> it has been restarted <restarts> times
      Given image "agent:v1" crashes on node2
      When <time> pass
      Then the pods of "node-agent" are:
        | node  | restarts   |
        | node1 | 0          |
        | node2 | <restarts> |
        | node3 | 0          |

      Examples:
        | time | restarts |
        | 5s   | 1        |
        | 15s  | 2        |
        | 35s  | 3        |
        | 75s  | 4        |
        | 10m  | 6        |

    @DS-KUBELET-022 @needs-pod-readiness
    Scenario: A container that recovers is ready again, and nobody replaces the pod
      Given image "agent:v1" crashes 2 times on node2
      When 5m pass
      Then "node-agent" runs on every node
      And the pod of "node-agent" on node2 is ready
      And 0 pods of "node-agent" were created

    @DS-KUBELET-023 @needs-pod-readiness
    Scenario: Ending well is no reason to rest
      Given image "agent:v1" exits with code 0 after 5s on node2
      When 1m passes
      Then the pods of "node-agent" are:
        | node  | phase   | reason           |
        | node1 | Running |                  |
        | node2 | Running | CrashLoopBackOff |
        | node3 | Running |                  |

  Rule: A container may have a restart policy of its own

    @DS-KUBELET-027 @needs-pod-readiness
    Scenario: One that must not restart fails with its pod, and another pod takes its place
      Given image "once:v1" exits with code 1 after 20s on node2
      When I apply:
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: once}
        spec:
          selector: {matchLabels: {app: once}}
          template:
            metadata: {labels: {app: once}}
            spec:
              containers: [{name: main, image: "once:v1", restartPolicy: Never}]
        """
      Then the pods of "once" are:
        | node  | phase   | restarts |
        | node1 | Running | 0        |
        | node2 | Failed  | 0        |
        | node3 | Running | 0        |
      And the event FailedDaemonPod was recorded on "once" saying "on node node2"

  Rule: A rollout stops at the first pod that crashes, if it can see it crash

    @DS-KUBELET-024 @needs-pod-readiness
    Scenario: A container that dies at once never counts as available
      Given image "agent:v2" crashes
      When "node-agent" rolls out image "agent:v2"
      Then the rollout of "node-agent" is stuck with 1 of 3 pods updated

    @DS-KUBELET-025 @needs-pod-readiness
    Scenario: One that lives for a while is taken for available, and the rollout goes on
      Given image "agent:v2" exits with code 1 after 20s
      When "node-agent" rolls out image "agent:v2"
      And 2m pass
      Then the pods of "node-agent" are:
        | node  | image    |
        | node1 | agent:v2 |
        | node2 | agent:v2 |
        | node3 | agent:v2 |

    @DS-KUBELET-026 @needs-pod-readiness
    Scenario: minReadySeconds longer than that life stops it
      Given "node-agent" is changed to:
        | minReadySeconds | 30 |
      And image "agent:v2" exits with code 1 after 20s
      When "node-agent" rolls out image "agent:v2"
      And 10m pass
      Then the rollout of "node-agent" is stuck with 1 of 3 pods updated

  Rule: A container that outgrows its memory limit is killed, and the pod stays

    @DS-KUBELET-071 @needs-pod-readiness
    Scenario: The end says OOMKilled, and the kubelet starts it again
      When image "agent:v1" runs out of memory on node2
      Then the pods of "node-agent" are:
        | node  | phase   | reason           | restarts |
        | node1 | Running |                  | 0        |
        | node2 | Running | CrashLoopBackOff | 1        |
        | node3 | Running |                  | 0        |
      And the pod of "node-agent" on node2 contains:
        """yaml
        status:
          containerStatuses:
            - lastState: {terminated: {reason: OOMKilled, exitCode: 137}}
        """
      And 0 pods of "node-agent" were deleted

    @DS-KUBELET-087 @needs-pod-readiness @needs-virtual-time
    Scenario: A leak that takes half an hour is a restart each time, and no crash loop
      Given image "agent:v1" runs out of memory after 30m on node2
      When 3h10m pass
      Then the pods of "node-agent" are:
        | node  | phase   | ready | reason |
        | node1 | Running | true  |        |
        | node2 | Running | true  |        |
        | node3 | Running | true  |        |
      And 0 pods of "node-agent" were created
