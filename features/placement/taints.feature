@placement
Feature: Daemon pods on tainted nodes
  A taint decides two separate things: whether a new daemon pod may start on a
  node, and whether one that already runs there may stay.

  Rule: A pod starts only where it tolerates every NoSchedule and NoExecute taint

    Background:
      Given a cluster with nodes:
        | name    | taints                                           |
        | master1 | node-role.kubernetes.io/control-plane:NoSchedule |
        | node1   |                                                  |
        | node2   | dedicated=db:NoSchedule                          |

    @DS-TAINT-001
    Scenario: Without tolerations tainted nodes stay empty
      When I apply "features/manifests/nginx.yaml"
      Then "nginx-daemonset" runs on exactly node1
      And "nginx-daemonset" has no pod on node2 because "untolerated taint {dedicated: db}"

    @DS-TAINT-002
    Scenario: Tolerating the control-plane taint opens the control-plane node
      When I apply "features/manifests/fluentd-control-plane.yaml"
      Then "ds-test" runs on exactly master1 and node1

    @DS-TAINT-003
    Scenario: A toleration of the old master taint does not cover the control-plane taint
      Clusters since 1.24 taint with control-plane; manifests that still say
      master leave those nodes out.

      When I apply "features/manifests/fluentd-memory-limit.yaml"
      Then "kube-system/fluentd-elasticsearch" runs on exactly node1

    @DS-TAINT-004
    Scenario: A toleration without a key tolerates everything
      When I apply "features/manifests/system-daemon-tolerates-all.yaml"
      Then "system-daemon" runs on every node

    @DS-TAINT-005
    Scenario: A manifest may name the old and the new control-plane taint side by side
      When I apply "features/manifests/fluentd-elasticsearch.yaml"
      Then "kube-system/fluentd-elasticsearch" runs on exactly master1 and node1

  Rule: Only NoExecute removes a daemon pod that is already running

    Background:
      Given a cluster with nodes:
        | name     |
        | worker-1 |
        | worker-2 |
        | worker-3 |
      And the DaemonSet "node-agent" is fully rolled out

    @DS-TAINT-010
    Scenario Outline: A <effect> taint <verdict> the running pod
      When worker-2 receives taint maintenance=true:<effect>
      Then "node-agent" runs on exactly <nodes>

      Examples:
        | effect           | verdict | nodes                        |
        | PreferNoSchedule | keeps   | worker-1, worker-2, worker-3 |
        | NoSchedule       | keeps   | worker-1, worker-2, worker-3 |
        | NoExecute        | removes | worker-1, worker-3           |

    @DS-TAINT-011
    Scenario: A pod that dies under a NoSchedule taint is not replaced
      Given worker-2 has taint maintenance=true:NoSchedule
      When the pod of "node-agent" on worker-2 is deleted
      Then "node-agent" runs on exactly worker-1 and worker-3

    @DS-TAINT-012
    Scenario: The pod returns when the taint is gone
      Given worker-2 has taint maintenance=true:NoExecute
      When worker-2 loses taint maintenance
      Then "node-agent" runs on every node
