@nodes
Feature: Eviction from tainted nodes
  A NoExecute taint asks pods to leave. A toleration says for how long a pod may
  stay; daemon pods tolerate a lost node for ever, other pods for five minutes.

  Background:
    Given a cluster of 4 nodes
    And the DaemonSet "node-agent" is fully rolled out

  Rule: A pod stays as long as it tolerates the taint

    @DS-NODE-010
    Scenario: Each pod leaves in its own time
      Given I apply:
        """yaml
        apiVersion: v1
        kind: Pod
        metadata: {name: soon}
        spec:
          nodeName: node2
          tolerations: [{key: maintenance, operator: Exists, effect: NoExecute, tolerationSeconds: 30}]
          containers: [{name: main, image: "web:v1"}]
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: never}
        spec:
          nodeName: node2
          tolerations: [{key: maintenance, operator: Exists, effect: NoExecute}]
          containers: [{name: main, image: "web:v1"}]
        """
      When I run "kubectl taint node node2 maintenance=now:NoExecute"
      And 40s pass
      Then the pod "soon" is gone
      And the pod "never" contains:
        """yaml
        status: {phase: Running}
        """
      And "node-agent" has no pod on node2 because "untolerated taint {maintenance: now}"

    @DS-NODE-011
    Scenario: A taint that goes in time takes the threat with it
      Given the DaemonSet "node-agent" is fully rolled out with:
        | tolerations | maintenance:NoExecute for 1m |
      When node2 carries taint maintenance=now:NoExecute for 50s
      And 5m pass
      Then "node-agent" runs on every node
      And 0 pods of "node-agent" were deleted

  Rule: A lost node keeps its daemons and loses the others

    @DS-NODE-012 @needs-node-control
    Scenario: After five minutes other pods are marked for deletion
      Given the pod "web" on node2 requests 1 cpu
      When the kubelet of node2 stops
      And 7m pass
      Then the pod of "node-agent" on node2 is not ready
      And the pods of "node-agent" are:
        | node  | terminating |
        | node1 | false       |
        | node2 | false       |
        | node3 | false       |
        | node4 | false       |
      And the pod "web" contains:
        """yaml
        metadata: {deletionGracePeriodSeconds: 30}
        status: {phase: Running}
        """

    @DS-NODE-013 @needs-node-control
    Scenario: They are gone when the node is back
      Given the pod "web" on node2 requests 1 cpu
      And the kubelet of node2 stops
      And 7m pass
      When the kubelet of node2 starts again
      And 1m passes
      Then the pod "web" is gone
      And "node-agent" runs on every node
