@placement
Feature: Choosing nodes by affinity
  Node affinity says what a plain nodeSelector cannot: one of several values, a
  label that must be absent, a number to exceed. Only what is required counts.

  Background:
    Given a cluster with nodes:
      | name  | labels                                                    |
      | node1 | node-role.kubernetes.io/control-plane=                    |
      | node2 | node-role.kubernetes.io/worker=, zone=a                   |
      | node3 | node-role.kubernetes.io/worker=, kubernetes.io/os=windows |
      | node4 | zone=b, cores=16                                          |

  Rule: All expressions of a term must hold

    @DS-PLACE-030
    Scenario: A manifest for Linux workers passes over other workers and other Linux nodes
      When I apply "features/manifests/network-plugin-linux-workers.yaml"
      Then "network-plugin" runs on exactly node2
      And "network-plugin" has no pod on node3 because "kubernetes.io/os"

    @DS-PLACE-031
    Scenario Outline: The operator <operator> <verdict>
      When I apply:
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: chooser}
        spec:
          selector: {matchLabels: {app: chooser}}
          template:
            metadata: {labels: {app: chooser}}
            spec:
              affinity:
                nodeAffinity:
                  requiredDuringSchedulingIgnoredDuringExecution:
                    nodeSelectorTerms:
                    - matchExpressions:
                      - {key: <key>, operator: <operator><values>}
              containers: [{name: main, image: "agent:v1"}]
        """
      Then "chooser" runs on exactly <nodes>

      Examples:
        | key                                   | operator     | values           | verdict                             | nodes                  |
        | zone                                  | In           | , values: [a, b] | asks for one of its values          | node2, node4           |
        | zone                                  | NotIn        | , values: [a]    | holds where the label is absent too | node1, node3 and node4 |
        | node-role.kubernetes.io/worker        | Exists       |                  | asks for the label with any value   | node2, node3           |
        | node-role.kubernetes.io/control-plane | DoesNotExist |                  | keeps control-plane nodes out       | node2, node3 and node4 |
        | cores                                 | Gt           | , values: ["8"]  | compares numbers                    | node4                  |
        | cores                                 | Lt           | , values: ["8"]  | needs the label to compare          | no node                |

  Rule: One of several terms is enough

    @DS-PLACE-032
    Scenario: Two terms are two ways to qualify
      When I apply:
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: chooser}
        spec:
          selector: {matchLabels: {app: chooser}}
          template:
            metadata: {labels: {app: chooser}}
            spec:
              affinity:
                nodeAffinity:
                  requiredDuringSchedulingIgnoredDuringExecution:
                    nodeSelectorTerms:
                    - matchExpressions: [{key: zone, operator: In, values: [a]}]
                    - matchExpressions: [{key: cores, operator: Exists}]
              containers: [{name: main, image: "agent:v1"}]
        """
      Then "chooser" runs on exactly node2 and node4

    @DS-PLACE-034
    Scenario Outline: A term that <term> <verdict>
      When I apply:
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: chooser}
        spec:
          selector: {matchLabels: {app: chooser}}
          template:
            metadata: {labels: {app: chooser}}
            spec:
              affinity:
                nodeAffinity:
                  requiredDuringSchedulingIgnoredDuringExecution:
                    nodeSelectorTerms: [{<conditions>}]
              containers: [{name: main, image: "agent:v1"}]
        """
      Then "chooser" runs on exactly <nodes>

      Examples:
        | term              | conditions                                                            | verdict                 | nodes                  |
        | names a node      | matchFields: [{key: metadata.name, operator: In, values: [node3]}]    | asks for that node      | node3                  |
        | excludes one node | matchFields: [{key: metadata.name, operator: NotIn, values: [node3]}] | asks for all the others | node1, node2 and node4 |
        | says nothing      |                                                                       | is satisfied by no node | no node                |

  Rule: A preference keeps no node out

    @DS-PLACE-033
    Scenario: Preferred affinity decides nothing for a DaemonSet
      When I apply:
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: chooser}
        spec:
          selector: {matchLabels: {app: chooser}}
          template:
            metadata: {labels: {app: chooser}}
            spec:
              affinity:
                nodeAffinity:
                  preferredDuringSchedulingIgnoredDuringExecution:
                  - weight: 1
                    preference:
                      matchExpressions: [{key: zone, operator: In, values: [a]}]
              containers: [{name: main, image: "agent:v1"}]
        """
      Then "chooser" runs on every node
