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
    Scenario Outline: A node tainted <taint> <verdict>
      Given node2 has taint <taint>
      When I apply "features/manifests/nginx.yaml"
      Then "nginx-daemonset" runs on exactly <nodes>

      Examples:
        | taint                                         | verdict                              | nodes        |
        | node.kubernetes.io/not-ready:NoExecute        | is tolerated                         | node1, node2 |
        | node.kubernetes.io/unreachable:NoExecute      | is tolerated                         | node1, node2 |
        | node.kubernetes.io/memory-pressure:NoSchedule | is tolerated                         | node1, node2 |
        | node.kubernetes.io/disk-pressure:NoSchedule   | is tolerated                         | node1, node2 |
        | node.kubernetes.io/pid-pressure:NoSchedule    | is tolerated                         | node1, node2 |
        | node.kubernetes.io/unschedulable:NoSchedule   | is tolerated                         | node1, node2 |
        | node.kubernetes.io/network-unavailable:NoSchedule | needs a pod on the host network  | node1        |

    @DS-TOL-003
    Scenario: A pod on the host network also tolerates a node without network
      Given node2 has taint node.kubernetes.io/network-unavailable:NoSchedule
      And I run "kubectl create namespace monitoring"
      When I apply "features/manifests/node-exporter.yaml"
      Then "monitoring/node-exporter" runs on every node

  Rule: A running daemon pod outlives the trouble of its node

    @DS-TOL-004
    Scenario: A cordon does not touch the pod that runs
      Given the DaemonSet "node-agent" is fully rolled out
      When node2 is cordoned
      Then "node-agent" runs on every node
