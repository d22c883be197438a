@placement
Feature: One pod on every node
  Log collectors, node exporters, network plug-ins and storage daemons must be on
  every node, once, without anybody counting nodes. That is what a DaemonSet does
  and a Deployment does not.

  Rule: Every node that may run the pod gets exactly one

    Background:
      Given a cluster with nodes:
        | name  |
        | node1 |
        | node2 |
        | node3 |

    @DS-PLACE-001
    Scenario: A new DaemonSet covers the cluster
      When I apply "features/manifests/nginx.yaml"
      Then "nginx-daemonset" runs on every node
      And the status of "nginx-daemonset" is:
        | desired | current | ready | up-to-date | available | misscheduled |
        | 3       | 3       | 3     | 3          | 3         | 0            |

    @DS-PLACE-002
    Scenario: There is never a second pod on a node
      When I apply "features/manifests/nginx.yaml"
      Then at every moment at most 1 pod of "nginx-daemonset" was on each node

  Rule: The set of pods follows the set of nodes

    Background:
      Given a cluster with nodes:
        | name  |
        | node1 |
        | node2 |
        | node3 |
      And the DaemonSet "node-agent" is fully rolled out

    @DS-PLACE-010
    Scenario: A node that joins gets a pod
      When node4 joins
      Then "node-agent" runs on exactly node1, node2, node3 and node4

    @DS-PLACE-013
    Scenario: A node that is registered by hand gets a pod as soon as it is there
      Given "node-agent" is changed to:
        | tolerations | everything |
      When I apply:
        """
        apiVersion: v1
        kind: Node
        metadata: {name: node4}
        spec:
          taints: [{key: node.kubernetes.io/not-ready, effect: NoExecute}]
        status:
          conditions: [{type: Ready, status: "False"}]
        """
      Then 1 pod of "node-agent" was created on node4

    @DS-PLACE-011
    Scenario: The pod of a node that leaves is cleaned up
      When node3 leaves
      And 5m pass
      Then "node-agent" runs on exactly node1 and node2

    @DS-PLACE-012
    Scenario: A node that comes back gets a new pod
      Given node3 leaves
      When node3 joins
      Then "node-agent" runs on every node

  Rule: A cluster without nodes runs nothing, and that is no error

    @DS-PLACE-003
    Scenario: An empty cluster waits for its first node
      Given a cluster of 0 nodes
      And the manifest "features/manifests/nginx.yaml" is applied
      When node1 joins
      Then "nginx-daemonset" runs on exactly node1
