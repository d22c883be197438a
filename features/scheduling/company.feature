@scheduling
Feature: Daemon pods and the company of other pods
  Affinity and anti-affinity between pods, and topology spread, are the scheduler's
  business: the controller makes the pod in any case, and the pod may have to wait.

  Background:
    Given a cluster with nodes:
      | name  | labels                        |
      | node1 | topology.kubernetes.io/zone=a |
      | node2 | topology.kubernetes.io/zone=a |
      | node3 | topology.kubernetes.io/zone=b |

  Rule: A daemon pod does not start beside a pod that it keeps away from

    Background:
      Given the pod "web" on node1 requests 100m cpu
      And I run "kubectl label pod web app=web"
      And I apply:
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: node-agent}
        spec:
          selector: {matchLabels: {app: node-agent}}
          template:
            metadata: {labels: {app: node-agent}}
            spec:
              affinity:
                podAntiAffinity:
                  requiredDuringSchedulingIgnoredDuringExecution:
                  - topologyKey: topology.kubernetes.io/zone
                    labelSelector: {matchLabels: {app: web}}
              containers: [{name: agent, image: "agent:v1"}]
        """

    @DS-SCHED-018
    Scenario: The whole zone of the other pod stays without
      Then "node-agent" runs on exactly node3
      And the pod of "node-agent" on node2 is pending because "1 node(s) didn't match pod anti-affinity rules"

    @DS-SCHED-018
    Scenario: Once the other pod is gone the zone fills up
      When I run "kubectl delete pod web"
      Then "node-agent" runs on every node

  Rule: Topology spread cannot keep a daemon pod from its node

    @DS-SCHED-019
    Scenario: Only the pod's own node is counted, so that nothing is ever uneven
      When I apply:
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: node-agent}
        spec:
          selector: {matchLabels: {app: node-agent}}
          template:
            metadata: {labels: {app: node-agent}}
            spec:
              topologySpreadConstraints:
              - maxSkew: 1
                topologyKey: topology.kubernetes.io/zone
                whenUnsatisfiable: DoNotSchedule
                labelSelector: {matchLabels: {app: node-agent}}
              containers: [{name: agent, image: "agent:v1"}]
        """
      Then "node-agent" runs on every node

    @DS-SCHED-019
    Scenario: Unless its affinity is ignored: then a second pod in a zone waits for the next zone
      Given node3 has taint closed:NoSchedule
      When I apply:
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: node-agent}
        spec:
          selector: {matchLabels: {app: node-agent}}
          template:
            metadata: {labels: {app: node-agent}}
            spec:
              topologySpreadConstraints:
              - maxSkew: 1
                topologyKey: topology.kubernetes.io/zone
                whenUnsatisfiable: DoNotSchedule
                nodeAffinityPolicy: Ignore
                labelSelector: {matchLabels: {app: node-agent}}
              containers: [{name: agent, image: "agent:v1"}]
        """
      Then the status of "node-agent" is:
        | desired | current | ready |
        | 2       | 2       | 1     |
      And the event FailedScheduling was recorded on a pod of "node-agent"

    @DS-SCHED-019
    Scenario: A Deployment beside it is spread as it asks
      Given the DaemonSet "node-agent" is fully rolled out
      When I apply:
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 3
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              topologySpreadConstraints:
              - maxSkew: 1
                topologyKey: kubernetes.io/hostname
                whenUnsatisfiable: DoNotSchedule
                labelSelector: {matchLabels: {app: web}}
              containers: [{name: web, image: "web:v1"}]
        """
      And I run "kubectl get pods -l app=web -o jsonpath='{.items[*].spec.nodeName}'"
      Then the output contains "node1"
      And the output contains "node2"
      And the output contains "node3"
