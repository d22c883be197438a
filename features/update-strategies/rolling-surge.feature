@update-strategy
Feature: Rolling update that starts the new pod first
  With maxSurge a node never loses its daemon: the new pod starts beside the old
  one, which goes when the new one is available. The price is room for two.

  Background:
    Given a cluster with nodes:
      | name  |
      | node1 |
      | node2 |
      | node3 |

  Rule: The old pod stays until the new one is available

    @DS-SURGE-001
    Scenario: No node is ever without a ready pod
      Given the DaemonSet "node-agent" is fully rolled out
      When "node-agent" rolls out image "agent:v2" with maxSurge 1
      Then the rollout of "node-agent" is complete
      And at every moment at most 0 nodes were without a ready pod of "node-agent"
      And on every node the old pod of "node-agent" was deleted only after the new pod was available

    @DS-SURGE-002
    Scenario: A node holds two pods for a while, and only as many nodes as the surge allows
      Given the DaemonSet "node-agent" is fully rolled out
      When "node-agent" rolls out image "agent:v2" with maxSurge 2
      Then at every moment at most 2 pods of "node-agent" were on each node
      And at every moment at most 2 nodes had more than one pod of "node-agent"

    @DS-SURGE-003 @needs-pod-readiness
    Scenario: An image that never becomes ready costs no availability
      Given the DaemonSet "node-agent" is fully rolled out
      And image "agent:v2" never becomes ready
      When "node-agent" rolls out image "agent:v2" with maxSurge 1
      Then at every moment at most 0 nodes were without a ready pod of "node-agent"
      And the rollout of "node-agent" is stuck with 0 of 3 pods updated

    @DS-SURGE-004
    Scenario: A manifest that surges rolls out without a gap
      Given node1 has taint node-role.kubernetes.io/control-plane:NoSchedule
      And the manifest "features/manifests/fluentd-surge.yaml" is applied
      When "ds-test" rolls out image "fluentd:v2.5.1"
      Then the rollout of "ds-test" is complete
      And at every moment at most 0 nodes were without a ready pod of "ds-test"

  Rule: maxSurge and maxUnavailable exclude each other

    @DS-SURGE-010
    Scenario Outline: maxSurge <surge> with maxUnavailable <unavailable> is refused
      When I apply:
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: both}
        spec:
          selector: {matchLabels: {app: both}}
          updateStrategy:
            type: RollingUpdate
            rollingUpdate: {maxSurge: <surge>, maxUnavailable: <unavailable>}
          template:
            metadata: {labels: {app: both}}
            spec:
              containers: [{name: main, image: "agent:v1"}]
        """
      Then the request is rejected with:
        """
        The DaemonSet "both" is invalid: spec.updateStrategy.rollingUpdate.<field>: <reason>
        """

      Examples:
        | surge | unavailable | field          | reason                                                           |
        | 1     | 1           | maxSurge       | Invalid value: 1: may not be set when maxUnavailable is non-zero |
        | 0     | 0           | maxUnavailable | Required value: cannot be 0 when maxSurge is 0                   |
