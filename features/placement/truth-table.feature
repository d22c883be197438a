@placement
Feature: Whether a node gets a pod, and whether it keeps one
  Two questions are asked of every node: may a pod start there, and may one that
  runs there stay. Labels answer both alike; taints do not.

  Rule: A new pod needs matching labels and no taint that it does not tolerate

    @DS-PLACE-050
    Scenario Outline: A node labelled <label> with taint <taint> <verdict> a pod
      Given a cluster with nodes:
        | name  | labels  | taints  |
        | node1 | <label> | <taint> |
      When the DaemonSet "node-agent" is created with:
        | nodeSelector | zone=a       |
        | tolerations  | dedicated=db |
      Then "node-agent" runs on exactly <nodes>

      Examples:
        | label  | taint                    | verdict | nodes   |
        | zone=a | dedicated=db:NoSchedule  | gets    | node1   |
        | zone=a | dedicated=db:NoExecute   | gets    | node1   |
        | zone=a | dedicated=web:NoSchedule | lacks   | no node |
        | zone=a | dedicated=web:NoExecute  | lacks   | no node |
        | zone=a | other=x:PreferNoSchedule | gets    | node1   |
        | zone=b | dedicated=db:NoSchedule  | lacks   | no node |

  Rule: A running pod goes when labels no longer match or a NoExecute taint is not tolerated

    @DS-PLACE-051
    Scenario: A second, tolerated taint does not help against one that is not
      Given a cluster of 2 nodes
      And the DaemonSet "node-agent" is fully rolled out with:
        | tolerations | dedicated=db |
      When node2 receives taint dedicated=db:NoExecute
      And node2 receives taint broken=yes:NoExecute
      Then "node-agent" runs on exactly node1

    @DS-PLACE-052
    Scenario: A selector that changes moves the pods at once, whatever the strategy
      Given a cluster with nodes:
        | name  | labels |
        | node1 | zone=a |
        | node2 | zone=b |
        | node3 | zone=b |
      And the DaemonSet "node-agent" is fully rolled out with:
        | nodeSelector   | zone=a   |
        | updateStrategy | OnDelete |
      When "node-agent" is changed to:
        | nodeSelector | zone=b |
      Then "node-agent" runs on exactly node2 and node3
