@kubectl
Feature: Looking at DaemonSets
  `kubectl get` shows one line for each object: how many nodes should run the
  pod, and how many have one that is up to date, ready and available. The other
  formats pick out single fields, for people and for scripts.

  Background:
    Given a cluster with nodes:
      | name  |
      | node1 |
      | node2 |
    And the manifest "features/manifests/fluentd-elasticsearch.yaml" is applied

  Rule: The names of resources have short forms

    @DS-KUBECTL-011
    Scenario Outline: get <name> finds the DaemonSet
      When I run "kubectl get <name> -n kube-system"
      Then the output looks like:
        """
        NAME                    DESIRED   CURRENT   READY   UP-TO-DATE   AVAILABLE   NODE SELECTOR   AGE
        fluentd-elasticsearch   2         2         2       2            2           <none>          …
        """

      Examples:
        | name       |
        | daemonsets |
        | daemonset  |
        | ds         |

  Rule: Without a namespace only the default one is searched

    @DS-KUBECTL-012
    Scenario Outline: <command> finds nothing in the default namespace
      When I run "kubectl <command>"
      Then the output is:
        """
        No resources found in default namespace.
        """

      Examples:
        | command        |
        | get daemonsets |
        | get ds         |

    @DS-KUBECTL-014
    Scenario Outline: <flags> looks further
      When I run "kubectl get daemonset <flags> --no-headers"
      Then the output looks like:
        """
        <line>
        """

      Examples:
        | flags                   | line                                                  |
        | --namespace=kube-system | fluentd-elasticsearch 2 2 2 2 2 <none> …              |
        | -A                      | kube-system fluentd-elasticsearch 2 2 2 2 2 <none> …  |

  Rule: Pods are found by the labels of their template

    @DS-KUBECTL-015
    Scenario: The wide format tells which node each pod is on
      When I run "kubectl get pods -o wide -l app=fluentd -n kube-system --sort-by=.spec.nodeName"
      Then the output looks like:
        """
        NAME                          READY   STATUS    RESTARTS   AGE   IP   NODE    NOMINATED NODE   READINESS GATES
        fluentd-elasticsearch-…       1/1     Running   0          …     …    node1   <none>           <none>
        fluentd-elasticsearch-…       1/1     Running   0          …     …    node2   <none>           <none>
        """

    @DS-KUBECTL-015
    Scenario: A label that no pod has finds none
      When I run "kubectl get pods -o wide -l app=myapp -n kube-system"
      Then the output is:
        """
        No resources found in kube-system namespace.
        """

  Rule: A script reads single fields

    @DS-KUBECTL-016
    Scenario Outline: -o <format> prints what a script needs
      When I run "kubectl get ds fluentd-elasticsearch -n kube-system -o <format>"
      Then the output is:
        """
        <text>
        """

      Examples:
        | format                                                      | text                                 |
        | name                                                        | daemonset.apps/fluentd-elasticsearch |
        | jsonpath={.status.numberReady}                              | 2                                    |
        | go-template={{.spec.updateStrategy.type}}                   | RollingUpdate                        |
        | jsonpath='{.spec.template.spec.containers[*].name}'         | fluentd                              |

    @DS-KUBECTL-016
    Scenario: Columns of one's own
      When I run "kubectl get ds -A -o custom-columns=NAME:.metadata.name,IMAGE:.spec.template.spec.containers[0].image"
      Then the output looks like:
        """
        NAME                    IMAGE
        fluentd-elasticsearch   fluent/fluentd-kubernetes-daemonset:v1-debian-elasticsearch
        """
