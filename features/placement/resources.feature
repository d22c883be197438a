@placement
Feature: A node that is full
  Whether a pod fits is the scheduler's question, not the controller's. The
  controller counts the node in either way, so a full node shows as a pod that
  waits.

  Background:
    Given a cluster with nodes:
      | name  | cpu |
      | node1 | 4   |
      | node2 | 50m |

  Rule: A pod that does not fit waits on its node's account

    @DS-FIT-001
    Scenario: A request larger than the node leaves the pod pending
      When I apply "features/manifests/fluentd-control-plane.yaml"
      Then the pods of "ds-test" are:
        | node  | phase   | ready |
        | node1 | Running | true  |
        | node2 | Pending | false |
      And the status of "ds-test" is:
        | desired | current | ready |
        | 2       | 2       | 1     |

    @DS-FIT-002
    Scenario: The host port of another pod keeps a daemon out
      Given I run "kubectl create namespace monitoring"
      And the pod "web" on node1 requests 1 cpu and host port 9100
      And node3 joins
      When I apply "features/manifests/node-exporter.yaml"
      Then the pods of "monitoring/node-exporter" are:
        | node  | phase   |
        | node1 | Pending |
        | node2 | Pending |
        | node3 | Running |
