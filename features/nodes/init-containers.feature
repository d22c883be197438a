@nodes
Feature: Init containers and sidecars
  A daemon may need something done before it starts, such as a kernel setting, or
  something beside it, such as a proxy.

  Background:
    Given a cluster of 2 nodes

  Rule: Init containers run one after another, and all must succeed

    Background:
      Given the DaemonSet:
        """yaml
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: node-agent}
        spec:
          selector: {matchLabels: {app: node-agent}}
          template:
            metadata: {labels: {app: node-agent}}
            spec:
              initContainers:
                - {name: sysctl, image: "sysctl:v1"}
                - {name: fetch, image: "fetch:v1"}
              containers:
                - {name: main, image: "agent:v1"}
        """

    @DS-KUBELET-050 @needs-pod-readiness @needs-virtual-time
    Scenario: The daemon starts when the last one is done
      Given image "sysctl:v1" exits with code 0 after 5s
      And image "fetch:v1" exits with code 0 after 20s
      When the pod of "node-agent" on node2 is deleted
      Then the pod of "node-agent" on node2 contains:
        """yaml
        status:
          phase: Running
          initContainerStatuses:
            - name: sysctl
              state: {terminated: {exitCode: 0, reason: Completed}}
            - name: fetch
              state: {terminated: {exitCode: 0, reason: Completed}}
        """

    @DS-KUBELET-051 @needs-pod-readiness
    Scenario: One that fails holds up the rest
      Given image "fetch:v1" crashes
      When the pod of "node-agent" on node2 is deleted
      Then the pods of "node-agent" are:
        | node  | phase   | ready | reason                |
        | node1 | Running | true  |                       |
        | node2 | Pending | false | Init:CrashLoopBackOff |
      And the pod of "node-agent" on node2 contains:
        """yaml
        status:
          containerStatuses:
            - name: main
              state: {waiting: {reason: PodInitializing}}
        """

    @DS-KUBELET-052 @needs-pod-readiness
    Scenario: One that succeeds at last lets it start
      Given image "fetch:v1" crashes 3 times
      When the pod of "node-agent" on node2 is deleted
      And 1m passes
      Then "node-agent" runs on every node

  Rule: A sidecar starts before the daemon and counts for its readiness

    @DS-KUBELET-053 @needs-pod-readiness
    Scenario: A sidecar that is not ready keeps its pod unready
      Given the DaemonSet:
        """yaml
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: node-agent}
        spec:
          selector: {matchLabels: {app: node-agent}}
          template:
            metadata: {labels: {app: node-agent}}
            spec:
              initContainers:
                - {name: proxy, image: "proxy:v1", restartPolicy: Always, readinessProbe: {tcpSocket: {port: 80}}}
              containers:
                - {name: main, image: "agent:v1"}
        """
      When the readiness probe of "node-agent" on node2 starts failing
      Then the pods of "node-agent" are:
        | node  | phase   | ready |
        | node1 | Running | true  |
        | node2 | Running | false |
