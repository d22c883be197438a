@nodes
Feature: Probes
  A readiness probe decides whether a pod counts as available; a liveness probe
  decides whether its container lives. A rollout sees the one, and not the other.

  Background:
    Given a cluster of 3 nodes
    And the DaemonSet:
      """yaml
      apiVersion: apps/v1
      kind: DaemonSet
      metadata: {name: node-agent}
      spec:
        selector: {matchLabels: {app: node-agent}}
        template:
          metadata: {labels: {app: node-agent}}
          spec:
            containers:
              - name: main
                image: "agent:v1"
                readinessProbe: {httpGet: {path: /ready, port: 80}, periodSeconds: 5, failureThreshold: 2}
                livenessProbe: {httpGet: {path: /healthz, port: 80}, initialDelaySeconds: 15}
      """

  Rule: A readiness probe takes a pod out and lets it in again

    @DS-KUBELET-030 @needs-pod-readiness
    Scenario: A probe that fails twice in a row makes the pod unready
      When the readiness probe of "node-agent" on node2 starts failing
      Then the pods of "node-agent" are:
        | node  | ready | restarts |
        | node1 | true  | 0        |
        | node2 | false | 0        |
        | node3 | true  | 0        |
      And the event Unhealthy was recorded on a pod of "node-agent"

    @DS-KUBELET-031 @needs-pod-readiness
    Scenario: It is ready again as soon as the probe succeeds
      Given the readiness probe of "node-agent" on node2 starts failing
      When the readiness probe of "node-agent" on node2 succeeds again
      Then the pod of "node-agent" on node2 is ready
      And the status of "node-agent" is:
        | ready | available |
        | 3     | 3         |

    @DS-KUBELET-032 @needs-pod-readiness
    Scenario: A pod that flaps spends the budget of a rollout
      Given the readiness probe of "node-agent" on node2 starts failing
      And image "agent:v2" fails its readiness probe
      When "node-agent" rolls out image "agent:v2"
      Then the pods of "node-agent" are:
        | node  | image    | ready |
        | node1 | agent:v1 | true  |
        | node2 | agent:v2 | false |
        | node3 | agent:v1 | true  |

  Rule: A liveness probe restarts the container and leaves the pod

    @DS-KUBELET-033 @needs-pod-readiness
    Scenario: A container that stops answering is killed, and the pod stays
      When the liveness probe of "node-agent" on node2 starts failing
      Then the event Killing was recorded on a pod of "node-agent"
      And 0 pods of "node-agent" were deleted
      And "node-agent" runs on every node

    @DS-KUBELET-035 @needs-pod-readiness
    Scenario: It is well again after the restart that helped
      Given the liveness probe of "node-agent" on node2 starts failing
      When the liveness probe of "node-agent" on node2 succeeds again
      And 5m pass
      Then the pod of "node-agent" on node2 is ready

  Rule: A startup probe gives a slow container time

    @DS-KUBELET-034 @needs-pod-readiness
    Scenario Outline: A container that needs 45 s to start <verdict> with <tries> tries
      Given image "slow:v1" fails its startup probe for 45s
      When I apply:
        """yaml
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: slow}
        spec:
          selector: {matchLabels: {app: slow}}
          template:
            metadata: {labels: {app: slow}}
            spec:
              nodeSelector: {kubernetes.io/hostname: node1}
              containers:
                - name: main
                  image: "slow:v1"
                  startupProbe: {tcpSocket: {port: 80}, failureThreshold: <tries>}
        """
      And 1m passes
      Then the pods of "slow" are:
        | node  | ready   |
        | node1 | <ready> |

      Examples:
        | tries | verdict               | ready |
        | 6     | comes up              | true  |
        | 3     | is killed, and killed | false |

  Rule: Readiness goes on while a pod terminates

    @DS-KUBELET-074 @needs-pod-readiness @needs-virtual-time
    Scenario: A pod on its way out that stops serving is taken out
      Given image "agent:v2" takes 25s to stop
      And image "agent:v2" fails its readiness probe after 30s
      And the headless service "agents" selects the pods of "node-agent"
      When "node-agent" starts to roll out image "agent:v2" with maxUnavailable 100%
      And 20s pass
      And "node-agent" starts to roll out image "agent:v3" with maxUnavailable 100%
      And 22s pass
      Then the endpoints of the service "agents" are:
        | node  | image    | serving | terminating |
        | node1 | agent:v2 | false   | true        |
        | node2 | agent:v2 | false   | true        |
        | node3 | agent:v2 | false   | true        |
