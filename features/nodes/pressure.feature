@nodes
Feature: Nodes that run out of memory or disk
  A kubelet that runs short reports pressure and ends pods. Daemon pods tolerate
  the taint, so they are sent there all the same; whether the kubelet takes them
  is another question.

  Rule: Pods that use more than they asked for are evicted first

    Background:
      Given a cluster with nodes:
        | name  | memory |
        | node1 | 1Gi    |
        | node2 | 8Gi    |
      And the DaemonSet "node-agent" is fully rolled out with:
        | memory | 200Mi |
      And I apply:
        """yaml
        apiVersion: v1
        kind: Pod
        metadata: {name: greedy}
        spec:
          nodeName: node1
          containers: [{name: main, image: "greedy:v1"}]
        """

    @DS-KUBELET-001 @needs-pod-readiness
    Scenario: The greedy pod goes, and the daemon within its request stays
      Given image "agent:v1" uses 150Mi memory
      When image "greedy:v1" uses 800Mi memory
      Then the pod "greedy" contains:
        """yaml
        status:
          phase: Failed
          reason: Evicted
          message: "The node was low on resource: memory. Threshold quantity: 100Mi, available: 74Mi. Container main was using 800Mi, request is 0, has larger consumption of memory. "
        """
      And "node-agent" runs on every node
      And the nodes are:
        | name  | memory pressure | taints                                        |
        | node1 | True            | node.kubernetes.io/memory-pressure:NoSchedule |
        | node2 | False           |                                               |

    @DS-KUBELET-002 @needs-pod-readiness
    Scenario: The pressure is held for five minutes after it is over
      Given image "greedy:v1" uses 1000Mi memory
      When 6m pass
      Then the nodes are:
        | name  | memory pressure | taints |
        | node1 | False           |        |
        | node2 | False           |        |

    @DS-KUBELET-003 @needs-pod-readiness
    Scenario: A daemon that takes too much is evicted like any other, and comes back
      Given image "greedy:v1" uses 10Mi memory
      When image "agent:v1" uses 950Mi memory on node1
      And 20s pass
      Then the event Evicted was recorded on a pod of "node-agent"
      And the event FailedDaemonPod was recorded on "node-agent"

  Rule: A critical daemon is never evicted

    @DS-KUBELET-004 @needs-pod-readiness
    Scenario: The cluster's own daemons stay, whatever they take
      Given a cluster with nodes:
        | name  | memory |
        | node1 | 1Gi    |
      And the DaemonSet "kube-system/node-agent" is fully rolled out with:
        | priorityClassName | system-node-critical |
      When image "agent:v1" uses 1000Mi memory
      And 5m pass
      Then "kube-system/node-agent" runs on every node
      And the nodes are:
        | name  | memory pressure |
        | node1 | True            |

  Rule: A kubelet under disk pressure refuses daemons that are sent to it

    Background:
      Given a cluster of 2 nodes

    @DS-KUBELET-005
    Scenario Outline: Under <condition> the pod is <verdict>
      Given node2 reports <condition>
      When the DaemonSet "node-agent" is created
      Then the pods of "node-agent" are:
        | node  | phase   | message   |
        | node1 | Running |           |
        | node2 | <phase> | <message> |

      Examples:
        | condition      | verdict  | phase   | message                                                          |
        | MemoryPressure | accepted | Running |                                                                  |
        | DiskPressure   | refused  | Failed  | Pod was rejected: The node had condition: [DiskPressure].        |
        | PIDPressure    | refused  | Failed  | Pod was rejected: The node had condition: [PIDPressure].         |

    @DS-KUBELET-006
    Scenario: It gets its pod once the pressure is over
      Given node2 reports DiskPressure
      And the DaemonSet "node-agent" is created
      When node2 no longer reports DiskPressure
      And 5m pass
      Then "node-agent" runs on every node
