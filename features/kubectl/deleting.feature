@kubectl
Feature: Deleting DaemonSets and their pods
  Deleting a DaemonSet deletes its pods with it, unless they are orphaned.
  Deleting a pod of a DaemonSet only replaces it, which is how one updates a set
  whose strategy is OnDelete.

  Background:
    Given a cluster with nodes:
      | name  |
      | node1 |
      | node2 |

  Rule: The DaemonSet takes its pods along

    @DS-KUBECTL-020
    Scenario: delete names the kind, the object and the namespace
      Given the manifest "features/manifests/fluentd-elasticsearch.yaml" is applied
      When I run "kubectl delete daemonset fluentd-elasticsearch -n kube-system"
      Then the output is:
        """
        daemonset.apps "fluentd-elasticsearch" deleted from kube-system namespace
        """
      And "kube-system/fluentd-elasticsearch" runs on no node

    @DS-KUBECTL-021
    Scenario: A DaemonSet is no Deployment
      Given the manifest "features/manifests/kube-flannel.yaml" is applied
      When I run "kubectl delete deployment kube-flannel-ds-amd64 --namespace kube-system"
      Then the request is rejected with:
        """
        Error from server (NotFound): deployments.apps "kube-flannel-ds-amd64" not found
        """

    @DS-KUBECTL-027
    Scenario Outline: Nothing to delete with <flags>
      When I run "kubectl delete ds <flags>"
      Then the output is:
        """
        <answer>
        """

      Examples:
        | flags                         | answer                 |
        | --all                         | No resources found     |
        | -l app=nothing                | No resources found     |
        | node-agent --ignore-not-found |                        |

  Rule: Orphaned pods stay and can be adopted

    @DS-KUBECTL-028
    Scenario: The old spelling of orphaning still works, with a warning
      Given the DaemonSet "node-agent" is fully rolled out
      When I run "kubectl delete ds node-agent --cascade=false"
      Then the output looks like:
        """
        daemonset.apps "node-agent" deleted from default namespace
        warning: --cascade=false is deprecated (boolean value) and can be replaced with --cascade=orphan.
        """
      And "node-agent" runs on exactly node1 and node2

    @DS-KUBECTL-028
    Scenario: The same manifest takes the orphans back
      Given the manifest "features/manifests/storage-plugin-on-delete.yaml" is applied
      And I run "kubectl delete ds storage-plugin --cascade=orphan"
      When I run "kubectl apply -f features/manifests/storage-plugin-on-delete.yaml"
      Then the output is:
        """
        daemonset.apps/storage-plugin created
        """
      And "storage-plugin" runs on exactly node1 and node2
      And 0 pods of "storage-plugin" were created

  Rule: A deleted pod comes back on its node

    @DS-KUBECTL-029
    Scenario: With OnDelete the new pod has the new image
      Given the manifest "features/manifests/storage-plugin-on-delete.yaml" is applied
      And I run "kubectl set image ds/storage-plugin plugin=storage-plugin:v3"
      When I run "kubectl delete $(kubectl get pods -l app=storage --field-selector spec.nodeName=node1 -o name)"
      Then the output looks like:
        """
        pod "storage-plugin-…" deleted from default namespace
        """
      And the pods of "storage-plugin" are:
        | node  | image             |
        | node1 | storage-plugin:v3 |
        | node2 | storage-plugin:v2 |

    @DS-KUBECTL-033
    Scenario: Force takes the pod away without waiting for its node
      Given the DaemonSet "node-agent" is fully rolled out
      And the kubelet of node1 stops
      When I run "kubectl delete $(kubectl get pods --field-selector spec.nodeName=node1 -o name) --force"
      Then the output looks like:
        """
        pod "node-agent-…" force deleted from default namespace
        Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.
        """
