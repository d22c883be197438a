@resilience
Feature: Reported from real clusters: surges on troubled nodes
  A surge creates pods in places where a plain rolling update would wait. Two
  reports show what that means on nodes that cannot or must not run the pod.

  Rule: A surge does not wait for the back-off of failed pods
    kubernetes#124388 (2024): a node under disk pressure evicted every pod that the
    surge sent there, and got the next one at once. The issue was closed for lack of
    interest, and 1.36 does the same: without a pod that runs, maxSurge creates one
    whatever the back-off says.

    @DS-BUG-040 @needs-pod-readiness @needs-virtual-time
    Scenario Outline: With <field> a node that evicts its pods sees <pods> of them in 15 s
      Given a cluster of 2 nodes
      And image "agent:v1" fails on node2
      When the DaemonSet "node-agent" starts to be created with:
        | <field> | 1 |
      And 15s pass
      Then <pods> pods of "node-agent" were created on node2

      Examples:
        | field          | pods |
        | maxUnavailable | 5    |
        | maxSurge       | 8    |

  Rule: A surge passes over nodes that the new template does not tolerate
    kubernetes#118823 (2023): with maxSurge and a toleration taken out of the
    template, the rollout stood still, because nobody was to create the new pod that
    the old one waited for. Today such nodes are left out.

    @DS-BUG-041
    Scenario: The rollout completes, and the closed nodes are empty
      Given a cluster with nodes:
        | name    | taints                                    |
        | master1 | node-role.kubernetes.io/master:NoSchedule |
        | master2 | node-role.kubernetes.io/master:NoSchedule |
        | worker1 |                                           |
        | worker2 |                                           |
        | worker3 |                                           |
      And the DaemonSet "node-agent" is fully rolled out with:
        | tolerations | node-role.kubernetes.io/master |
        | maxSurge    | 10%                            |
      When "node-agent" is changed to:
        | tolerations | dedicated |
      Then the rollout of "node-agent" is complete
      And "node-agent" runs on exactly worker1, worker2 and worker3

    @DS-BUG-042
    Scenario: No other node is without a ready pod meanwhile
      Given a cluster with nodes:
        | name    | taints                                    |
        | master1 | node-role.kubernetes.io/master:NoSchedule |
        | worker1 |                                           |
        | worker2 |                                           |
      And the DaemonSet "node-agent" is fully rolled out with:
        | tolerations | node-role.kubernetes.io/master |
        | maxSurge    | 1                              |
      When "node-agent" is changed to:
        | tolerations | dedicated |
      Then at every moment at most 1 node was without a ready pod of "node-agent"
      And 0 pods of "node-agent" were created on master1
