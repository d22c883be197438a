@services
Feature: Talking to daemon pods
  There are four ways to exchange data with the pods of a DaemonSet, and they differ
  in who must know whom: the pod pushes, or a client finds it by the address of its
  node, by the name of a headless service, or through a service that picks one.

  Background:
    Given a cluster with nodes:
      | name  |
      | node1 |
      | node2 |
      | node3 |

  Rule: A pod that pushes needs no address of its own

    @DS-SVC-004
    Scenario: Agents deliver to a collector, and nobody asks for them
      Given the DaemonSet "node-agent" is fully rolled out
      And the DaemonSet "collector" is fully rolled out
      And the service "collector" selects the pods of "collector"
      Then every pod of "node-agent" can push to "collector"
      And nothing leads to the pods of "node-agent"

  Rule: A host port makes each pod answer at the address of its node

    Background:
      Given the DaemonSet "node-exporter" is fully rolled out with:
        | image    | exporter:v1 |
        | hostPort | 9100        |

    @DS-SVC-003
    Scenario: Each node leads to its own pod
      Then node1:9100 reaches the pod of "node-exporter" on node1
      And node2:9100 reaches the pod of "node-exporter" on node2
      And node3:9100 reaches the pod of "node-exporter" on node3
      And node1:9101 reaches no pod

    @DS-SVC-003
    Scenario: A new node answers once its pod runs
      When node4 joins
      Then node4:9100 reaches the pod of "node-exporter" on node4

    @DS-SVC-003
    Scenario: A node without a pod does not answer
      When node2 receives taint maintenance=now:NoExecute
      Then node2:9100 reaches no pod
      And node3:9100 reaches the pod of "node-exporter" on node3

    @DS-SVC-007 @needs-pod-readiness
    Scenario: A pod that is not ready still answers at its node
      When the pod of "node-exporter" on node2 stops being ready
      Then node2:9100 reaches the pod of "node-exporter" on node2

  Rule: The name of a headless service stands for all ready pods

    Background:
      Given the DaemonSet "node-agent" is fully rolled out
      And the headless service "agents" selects the pods of "node-agent"

    @DS-SVC-001
    Scenario Outline: The name resolves to one address for each node
      Then "<name>" resolves to the pods on node1, node2 and node3

      Examples:
        | name                             |
        | agents                           |
        | agents.default                   |
        | agents.default.svc.cluster.local |

    @DS-SVC-001
    Scenario: A node that joins is in the answer once its pod is ready
      When node4 joins
      Then "agents" resolves to the pods on node1, node2, node3 and node4

    @DS-SVC-001
    Scenario: A node that leaves is not in the answer once its pod is collected
      When node3 leaves
      And 2m pass
      Then "agents" resolves to the pods on node1, node2

    @DS-SVC-001 @needs-pod-readiness
    Scenario: A pod that is not ready is left out
      When the pod of "node-agent" on node2 stops being ready
      Then "agents" resolves to the pods on node1, node3

    @DS-SVC-001
    Scenario: A name without pods is known and stands for nobody
      When "node-agent" is changed to:
        | nodeSelector | disktype=ssd |
      Then "agents" resolves to the pods on no node

  Rule: A service leads to some pod, on no particular node

    Background:
      Given the DaemonSet "node-agent" is fully rolled out

    @DS-SVC-002
    Scenario: Any ready pod may answer, wherever the client is
      Given the service "agents" selects the pods of "node-agent"
      Then "agents" resolves to the address of the service
      And from node1 the service "agents" reaches the pods on node1, node2 and node3

    @DS-SVC-002 @needs-pod-readiness
    Scenario: Only ready pods answer
      Given the service "agents" selects the pods of "node-agent"
      When the pod of "node-agent" on node1 stops being ready
      Then from node1 the service "agents" reaches the pods on node2 and node3

    @DS-SVC-006
    Scenario: With internalTrafficPolicy Local a client reaches the pod of its own node
      Given the service "agents" selects the pods of "node-agent" with:
        | internalTrafficPolicy | Local |
      Then from node1 the service "agents" reaches the pods on node1
      And from node2 the service "agents" reaches the pods on node2

    @DS-SVC-011 @needs-pod-readiness
    Scenario: With trafficDistribution PreferSameNode the own node comes first, and others step in
      Given the service "agents" selects the pods of "node-agent" with:
        | trafficDistribution | PreferSameNode |
      When the pod of "node-agent" on node1 stops being ready
      Then from node2 the service "agents" reaches the pods on node2
      And from node1 the service "agents" reaches the pods on node2 and node3

    @DS-SVC-006 @needs-pod-readiness
    Scenario: With internalTrafficPolicy Local nobody else steps in
      Given the service "agents" selects the pods of "node-agent" with:
        | internalTrafficPolicy | Local |
      When the pod of "node-agent" on node1 stops being ready
      Then from node1 the service "agents" reaches the pods on no node
      And from node2 the service "agents" reaches the pods on node2
