@kubectl
Feature: Operating DaemonSets with kubectl
  The commands that one types every day, and what they answer.

  Background:
    Given a cluster with nodes:
      | name  |
      | node1 |
      | node2 |
    And the manifest "features/manifests/fluentd-elasticsearch.yaml" is applied

  Rule: Changing the image is a rollout

    @DS-KUBECTL-001
    Scenario: set image changes one container
      When I run "kubectl set image daemonset/fluentd-elasticsearch fluentd=fluent/fluentd:v2 -n kube-system"
      Then the output is:
        """
        daemonset.apps/fluentd-elasticsearch image updated
        """
      And the pods of "kube-system/fluentd-elasticsearch" are:
        | node  | image             |
        | node1 | fluent/fluentd:v2 |
        | node2 | fluent/fluentd:v2 |

    @DS-KUBECTL-002
    Scenario: rollout status waits for the end
      Given I run "kubectl set image daemonset/fluentd-elasticsearch fluentd=fluent/fluentd:v2 -n kube-system"
      When I run "kubectl rollout status daemonset/fluentd-elasticsearch -n kube-system"
      Then the output contains "successfully rolled out"

    @DS-KUBECTL-003
    Scenario: rollout history lists the revisions
      Given I run "kubectl set image daemonset/fluentd-elasticsearch fluentd=fluent/fluentd:v2 -n kube-system"
      When I run "kubectl rollout history daemonset fluentd-elasticsearch -n kube-system"
      Then the output is:
        """
        daemonset.apps/fluentd-elasticsearch
        REVISION  CHANGE-CAUSE
        1         <none>
        2         <none>
        """

    @DS-KUBECTL-004
    Scenario: rollout undo goes back
      Given I run "kubectl set image daemonset/fluentd-elasticsearch fluentd=fluent/fluentd:v2 -n kube-system"
      When I run "kubectl rollout undo daemonset/fluentd-elasticsearch --to-revision=1 -n kube-system"
      Then the output is:
        """
        daemonset.apps/fluentd-elasticsearch rolled back
        """
      And the pods of "kube-system/fluentd-elasticsearch" are:
        | node  | image                                                       |
        | node1 | fluent/fluentd-kubernetes-daemonset:v1-debian-elasticsearch |
        | node2 | fluent/fluentd-kubernetes-daemonset:v1-debian-elasticsearch |

  Rule: Labels and taints are edited in place

    @DS-KUBECTL-010
    Scenario Outline: <command> answers in one line
      When I run "kubectl <command>"
      Then the output is:
        """
        <answer>
        """

      Examples:
        | command                          | answer                        |
        | label nodes node1 disktype=ssd   | node/node1 labeled            |
        | cordon node2                     | node/node2 cordoned           |
        | uncordon node2                   | node/node2 already uncordoned |
        | taint node node2 gpu=:NoSchedule | node/node2 tainted            |

    @DS-KUBECTL-013
    Scenario: A label is removed with a minus sign and listed by get
      Given I run "kubectl label nodes node1 disktype=ssd"
      And I run "kubectl label nodes node1 disktype-"
      When I run "kubectl get nodes node1 --show-labels"
      Then the output contains "kubernetes.io/arch=amd64,kubernetes.io/hostname=node1,kubernetes.io/os=linux"

  Rule: The names of resources have short forms

    @DS-KUBECTL-011
    Scenario Outline: get <name> finds the DaemonSet
      When I run "kubectl get <name> -n kube-system"
      Then the output contains "fluentd-elasticsearch   2         2         2       2            2"

      Examples:
        | name       |
        | daemonsets |
        | daemonset  |
        | ds         |

    @DS-KUBECTL-012
    Scenario: Without a namespace only the default one is searched
      When I run "kubectl get ds"
      Then the output is:
        """
        No resources found in default namespace.
        """

  Rule: Deleting names the kind

    @DS-KUBECTL-020
    Scenario: A deleted DaemonSet takes its pods along
      When I run "kubectl delete daemonset fluentd-elasticsearch -n kube-system"
      Then the output is:
        """
        daemonset.apps "fluentd-elasticsearch" deleted from kube-system namespace
        """
      And "kube-system/fluentd-elasticsearch" runs on no node

    @DS-KUBECTL-021
    Scenario: Asking for a Deployment of that name finds none
      When I run "kubectl delete deployment fluentd-elasticsearch -n kube-system"
      Then the request is rejected with:
        """
        Error from server (NotFound): deployments.apps "fluentd-elasticsearch" not found
        """
