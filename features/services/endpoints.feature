@services
Feature: Daemon pods as endpoints of a service
  EndpointSlices say where the pods of a service can be reached and in which state
  they are. Proxies and DNS read nothing else.

  Rule: An endpoint follows the life of its pod

    Background:
      Given a cluster with nodes:
        | name  |
        | node1 |
        | node2 |
      And the DaemonSet "node-agent" is fully rolled out with:
        | image | agent:v1 |

    @DS-SVC-005 @needs-pod-readiness
    Scenario: A pod that is not ready stays listed, and is not used
      Given the headless service "agents" selects the pods of "node-agent"
      When the pod of "node-agent" on node2 stops being ready
      Then the endpoints of the service "agents" are:
        | node  | ready | serving | terminating |
        | node1 | true  | true    | false       |
        | node2 | false | false   | false       |

    @DS-SVC-005
    Scenario: A pod that terminates is not ready, but serves as long as it can
      Given the service "agents" selects the pods of "node-agent"
      When "node-agent" starts to roll out image "agent:v2" with maxUnavailable 100%
      And 500ms pass
      Then the endpoints of the service "agents" are:
        | node  | image    | ready | serving | terminating |
        | node1 | agent:v1 | false | true    | true        |
        | node2 | agent:v1 | false | true    | true        |
      And from node1 the service "agents" reaches the pods on node1 and node2

    @DS-SVC-005
    Scenario: After a rollout the endpoints are the new pods
      Given the headless service "agents" selects the pods of "node-agent"
      When "node-agent" rolls out image "agent:v2"
      Then the endpoints of the service "agents" are:
        | node  | image    | ready | terminating |
        | node1 | agent:v2 | true  | false       |
        | node2 | agent:v2 | true  | false       |

    @DS-SVC-005 @needs-pod-readiness
    Scenario: publishNotReadyAddresses lists pods as ready before they are
      Given the service "agents" selects the pods of "node-agent" with:
        | headless                 | true |
        | publishNotReadyAddresses | true |
      When the pod of "node-agent" on node2 stops being ready
      Then "agents" resolves to the pods on node1, node2
      And the endpoints of the service "agents" are:
        | node  | ready | serving |
        | node1 | true  | true    |
        | node2 | true  | false   |

    @DS-SVC-008
    Scenario: Pods in the host's network are listed under the address of their node
      Given the DaemonSet "node-exporter" is fully rolled out with:
        | hostNetwork | true |
        | hostPort    | 9100 |
      And the service "exporters" selects the pods of "node-exporter" with:
        | headless   | true |
        | port       | 80   |
        | targetPort | 9100 |
      Then the endpoints of the service "exporters" are:
        | node  | address     | ports |
        | node1 | 192.168.0.1 | 9100  |
        | node2 | 192.168.0.2 | 9100  |

    @DS-SVC-005
    Scenario: Without its service no slice is left
      Given the service "agents" selects the pods of "node-agent"
      When I run "kubectl delete service agents"
      And I run "kubectl get endpointslices -l kubernetes.io/service-name=agents"
      Then the output contains "No resources found in default namespace."

  Rule: A slice holds at most 100 endpoints

    @DS-SVC-009
    Scenario: A DaemonSet on 250 nodes fills three slices
      Given a cluster of 250 nodes
      And the DaemonSet "node-agent" is fully rolled out
      And the headless service "agents" selects the pods of "node-agent"
      Then the service "agents" has 3 EndpointSlices with at most 100 endpoints each
      And "agents" resolves to the pods on every node
