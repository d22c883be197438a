@api
Feature: What must exist before the pods
  An excerpt copied from a vendor's page often leaves out the objects around it.
  The DaemonSet is accepted, and its pods are not.

  Background:
    Given a cluster with nodes:
      | name  |
      | node1 |
      | node2 |

  Rule: Pods are refused until their ServiceAccount exists

    @DS-DEP-001
    Scenario Outline: The excerpt of <plugin> alone starts no pod
      When I apply "features/manifests/<manifest>"
      Then "kube-system/<name>" runs on no node
      And the event FailedCreate was recorded on "kube-system/<name>"
      And the status of "kube-system/<name>" is:
        | desired | current | ready |
        | 2       | 0       | 0     |

      Examples:
        | plugin  | manifest          | name                  |
        | Calico  | calico-node.yaml  | calico-node           |
        | flannel | kube-flannel.yaml | kube-flannel-ds-amd64 |

    @DS-DEP-002
    Scenario: The pods start once the ServiceAccount is there
      Given the manifest "features/manifests/calico-node.yaml" is applied
      When I apply:
        """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: calico-node, namespace: kube-system}
        """
      And 10m pass
      Then "kube-system/calico-node" runs on every node

    @DS-DEP-003
    Scenario: A manifest that brings its ServiceAccount and roles works at once
      Given I apply:
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: fluentd-config, namespace: kube-system}
        data: {fluent.conf: "@include conf.d/*.conf"}
        """
      When I apply "features/manifests/fluentd-with-rbac.yaml"
      Then "kube-system/fluentd" runs on every node
      And the output contains "clusterrolebinding.rbac.authorization.k8s.io/fluentd created"

  Rule: A namespace must exist before anything in it

    @DS-DEP-004
    Scenario: A DaemonSet for a missing namespace is refused
      When I apply "features/manifests/node-exporter.yaml"
      Then the request is rejected with:
        """
        namespaces "monitoring" not found
        """

  Rule: Pods wait for an affinity that nothing satisfies

    @DS-DEP-005
    Scenario: A pod that asks for a node nobody has stays pending
      Given the manifest "features/manifests/pod-with-node-affinity.yaml" is applied
      When I run "kubectl get pod with-node-affinity -o jsonpath={.status.conditions[0].message}"
      Then the output contains "didn't match Pod's node affinity/selector"

    @DS-DEP-006
    Scenario: A pod that asks for company nobody offers stays pending
      Given the manifest "features/manifests/pod-with-pod-affinity.yaml" is applied
      When I run "kubectl get pod with-pod-affinity -o jsonpath={.status.conditions[0].message}"
      Then the output contains "didn't match pod affinity rules"
