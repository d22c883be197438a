@nodes
Feature: A node that goes silent
  A kubelet tells the control plane every ten seconds that it is alive. When it
  stops, nobody knows what its pods do: the control plane waits 50 seconds,
  speaks for the node, and leaves its daemon pods where they are.

  Background:
    Given a cluster of 4 nodes
    And the DaemonSet "node-agent" is fully rolled out

  Rule: Silence is noticed after 50 seconds

    @DS-NODE-001 @needs-node-control
    Scenario: A short silence changes nothing
      When the kubelet of node2 stops
      And 45s pass
      Then the nodes are:
        | name  | ready | taints |
        | node1 | True  |        |
        | node2 | True  |        |
        | node3 | True  |        |
        | node4 | True  |        |
      And the pod of "node-agent" on node2 is ready

    @DS-NODE-002 @needs-node-control
    Scenario: A longer one makes the node unreachable
      When the kubelet of node2 stops
      And 65s pass
      Then the nodes are:
        | name  | ready   | taints                                                                                |
        | node1 | True    |                                                                                       |
        | node2 | Unknown | node.kubernetes.io/unreachable:NoExecute, node.kubernetes.io/unreachable:NoSchedule |
        | node3 | True    |                                                                                       |
        | node4 | True    |                                                                                       |

    @DS-NODE-003 @needs-node-control
    Scenario: Its pods count as not ready, and stay
      When the kubelet of node2 stops
      And 1h passes
      Then the pods of "node-agent" are:
        | node  | ready | phase   | terminating |
        | node1 | true  | Running | false       |
        | node2 | false | Running | false       |
        | node3 | true  | Running | false       |
        | node4 | true  | Running | false       |
      And the event NodeNotReady was recorded on a pod of "node-agent"
      And the status of "node-agent" is:
        | desired | ready | misscheduled |
        | 3       | 3     | 1            |

  Rule: A node that speaks again is as before

    @DS-NODE-004 @needs-node-control
    Scenario: The kubelet says what it has always known
      Given the kubelet of node2 stops
      And 5m pass
      When the kubelet of node2 starts again
      And 10s pass
      Then the nodes are:
        | name  | ready | taints |
        | node1 | True  |        |
        | node2 | True  |        |
        | node3 | True  |        |
        | node4 | True  |        |
      And "node-agent" runs on every node
      And 0 pods of "node-agent" were created

  Rule: Where everything seems dead, the fault is likely to be nearer

    @DS-NODE-005 @needs-node-control
    Scenario: With no node left that answers, nobody is evicted
      Given the kubelet of node1 stops
      And the kubelet of node2 stops
      And the kubelet of node3 stops
      When the kubelet of node4 stops
      And 10m pass
      Then the nodes are:
        | name  | ready   | taints                                    |
        | node1 | Unknown | node.kubernetes.io/unreachable:NoSchedule |
        | node2 | Unknown | node.kubernetes.io/unreachable:NoSchedule |
        | node3 | Unknown | node.kubernetes.io/unreachable:NoSchedule |
        | node4 | Unknown | node.kubernetes.io/unreachable:NoSchedule |

    @DS-NODE-006 @needs-node-control
    Scenario: With most nodes of a small zone silent, nobody is evicted either
      Given the kubelet of node1 stops
      And the kubelet of node2 stops
      When the kubelet of node3 stops
      And 10m pass
      Then the nodes are:
        | name  | ready   | taints                                    |
        | node1 | Unknown | node.kubernetes.io/unreachable:NoSchedule |
        | node2 | Unknown | node.kubernetes.io/unreachable:NoSchedule |
        | node3 | Unknown | node.kubernetes.io/unreachable:NoSchedule |
        | node4 | True    |                                           |
