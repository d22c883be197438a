@placement
Feature: Tolerations that every daemon pod gets
  A daemon has to be there when a node is in trouble, and before it is ready: a
  network plug-in is what makes it ready. So the controller adds tolerations that
  no manifest mentions.

  Background:
    Given a cluster with nodes:
      | name  |
      | node1 |
      | node2 |

  Rule: A daemon ignores that its node is closed, unready or under pressure

    @DS-TOL-001
    Scenario: A cordoned node still gets its pod
      Given node2 is cordoned
      When I apply "features/manifests/nginx.yaml"
      Then "nginx-daemonset" runs on every node

    @DS-TOL-002
    Scenario Outline: A node that reports <condition> <verdict>
      Given node2 reports <condition>
      When I apply "features/manifests/nginx.yaml"
      Then "nginx-daemonset" runs on exactly <nodes>

      Examples:
        | condition          | verdict                                | nodes        |
        | MemoryPressure     | gets the pod                           | node1, node2 |
        | NetworkUnavailable | gets no pod that needs the pod network | node1        |

    @DS-TOL-003
    Scenario: A pod on the host network does not wait for the pod network
      Given node2 reports NetworkUnavailable
      And I run "kubectl create namespace monitoring"
      When I apply "features/manifests/node-exporter.yaml"
      Then "monitoring/node-exporter" runs on every node

    @DS-TOL-011
    Scenario: The host network alone is enough for that
      Given node2 reports NetworkUnavailable
      When the DaemonSet "node-agent" is created with:
        | hostNetwork | true |
      Then "node-agent" runs on every node

  Rule: A node that is not ready is closed to new pods that do not ask for it

    @DS-TOL-005 @needs-node-control
    Scenario: The added toleration covers eviction, not the start
      A node that is not ready is tainted twice. Pods may stay in spite of both,
      but to start there a manifest must tolerate NoSchedule itself.

      Given node2 is NotReady
      When I apply "features/manifests/nginx.yaml"
      Then "nginx-daemonset" has no pod on node2 because "untolerated taint {node.kubernetes.io/not-ready: }"

    @DS-TOL-006 @needs-node-control
    Scenario: A network plug-in that tolerates everything is placed there
      Given node2 is NotReady
      When I apply "features/manifests/system-daemon-tolerates-all.yaml"
      Then the status of "system-daemon" is:
        | desired | current |
        | 2       | 2       |

  Rule: A running daemon pod outlives the trouble of its node

    @DS-TOL-007 @needs-node-control
    Scenario: The pod of a node that stops being ready is not evicted
      Given the DaemonSet "node-agent" is fully rolled out
      When node2 becomes NotReady
      And 10m pass
      Then the status of "node-agent" is:
        | desired | current |
        | 2       | 2       |

    @DS-TOL-004
    Scenario: A cordon does not touch the pod that runs
      Given the DaemonSet "node-agent" is fully rolled out
      When node2 is cordoned
      Then "node-agent" runs on every node

    @DS-TOL-008
    Scenario: Opening the node again changes nothing either
      Given the DaemonSet "node-agent" is fully rolled out
      And node2 is cordoned
      When node2 is uncordoned
      Then 0 pods of "node-agent" were created
      And 0 pods of "node-agent" were deleted

    @DS-TOL-009 @needs-node-control
    Scenario: A node that becomes ready gets the pod that it was denied
      Given node2 is NotReady
      And the DaemonSet "node-agent" is fully rolled out
      When node2 becomes Ready again
      Then "node-agent" runs on every node

    @DS-TOL-010 @needs-node-control
    Scenario: The pod of a silent node is kept, but counts as not ready
      Given the DaemonSet "node-agent" is fully rolled out
      And the kubelet of node2 stops
      When 10m pass
      Then the pod of "node-agent" on node2 is not ready
      And 0 pods of "node-agent" were deleted
