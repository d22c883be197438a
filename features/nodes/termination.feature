@nodes
Feature: How long a pod takes to go
  A daemon pod must be gone before its successor starts, unless the DaemonSet
  surges. So the time it takes to stop is the time its node is without it.

  Background:
    Given a cluster of 2 nodes
    And the DaemonSet "node-agent" is fully rolled out with:
      | terminationGracePeriodSeconds | 30 |

  Rule: A container has its grace period to end, and is killed then

    @DS-KUBELET-060 @needs-pod-readiness @needs-virtual-time
    Scenario Outline: A container that <behaviour> is <state> after <time>
      Given image "agent:v1" <behaviour>
      When "node-agent" starts to roll out image "agent:v2" with maxUnavailable 100%
      And <time> pass
      Then the pods of "node-agent" are:
        | node  | image   | terminating |
        | node1 | <image> | <leaving>   |
        | node2 | <image> | <leaving>   |

      Examples:
        | behaviour         | time | state       | image    | leaving |
        | takes 10s to stop | 5s   | still there | agent:v1 | true    |
        | takes 10s to stop | 15s  | gone        | agent:v2 | false   |
        | ignores SIGTERM   | 25s  | still there | agent:v1 | true    |
        | ignores SIGTERM   | 35s  | killed      | agent:v2 | false   |
        | takes 50s to stop | 35s  | killed      | agent:v2 | false   |

    @DS-KUBELET-061 @needs-pod-readiness @needs-virtual-time
    Scenario Outline: After a preStop hook of 15 s a container is <state> at <time>
      Given the DaemonSet:
        """yaml
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: draining}
        spec:
          updateStrategy: {rollingUpdate: {maxUnavailable: 100%}}
          selector: {matchLabels: {app: draining}}
          template:
            metadata: {labels: {app: draining}}
            spec:
              terminationGracePeriodSeconds: 20
              containers:
                - name: main
                  image: "draining:v1"
                  lifecycle: {preStop: {sleep: {seconds: 15}}}
        """
      When "draining" starts to roll out image "draining:v2"
      And <time> pass
      Then the pods of "draining" are:
        | node  | image   | terminating |
        | node1 | <image> | <leaving>   |
        | node2 | <image> | <leaving>   |

      Examples:
        | time | state       | image       | leaving |
        | 10s  | still there | draining:v1 | true    |
        | 20s  | gone        | draining:v2 | false   |

    @DS-KUBELET-062 @needs-pod-readiness @needs-virtual-time
    Scenario: A hook that is longer than the grace period is cut off
      Given the DaemonSet:
        """yaml
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: draining}
        spec:
          updateStrategy: {rollingUpdate: {maxUnavailable: 100%}}
          selector: {matchLabels: {app: draining}}
          template:
            metadata: {labels: {app: draining}}
            spec:
              terminationGracePeriodSeconds: 10
              containers:
                - name: main
                  image: "draining:v1"
                  lifecycle: {preStop: {sleep: {seconds: 10}}}
        """
      And image "draining:v1" ignores SIGTERM
      When "draining" starts to roll out image "draining:v2"
      And 14s pass
      Then the pods of "draining" are:
        | node  | image       |
        | node1 | draining:v2 |
        | node2 | draining:v2 |
