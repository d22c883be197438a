@kubectl
Feature: Following what changes
  `get --watch` prints what is there and then a row for each change, until
  somebody stops it; here it ends when the cluster has come to rest. `wait`
  returns as soon as something holds, and fails if it does not in time.

  Background:
    Given a cluster with nodes:
      | name  |
      | node1 |
      | node2 |
    And the manifest "features/manifests/fluentd-elasticsearch.yaml" is applied

  Rule: A watch prints a row for each change

    @DS-KUBECTL-032
    Scenario: Pods are followed while a rollout replaces them
      Given "kube-system/fluentd-elasticsearch" starts to roll out image "fluent/fluentd:v2"
      When I run "kubectl get pods --watch --namespace kube-system"
      Then the output looks like:
        """
        NAME   READY   STATUS    RESTARTS   AGE
        …
        fluentd-elasticsearch-…   1/1   Terminating   0   …
        …
        fluentd-elasticsearch-…   0/1   Pending       0   0s
        …
        fluentd-elasticsearch-…   1/1   Running       0   …
        …
        """

    @DS-KUBECTL-032
    Scenario: The DaemonSet's counters follow the pods
      Given "kube-system/fluentd-elasticsearch" starts to roll out image "fluent/fluentd:v2"
      When I run "kubectl get ds fluentd-elasticsearch -n kube-system --watch"
      Then the output looks like:
        """
        …
        fluentd-elasticsearch   2   2   2   0   2   <none>   …
        …
        fluentd-elasticsearch   2   2   2   2   2   <none>   …
        """

  Rule: wait returns once a claim holds

    @DS-KUBECTL-045
    Scenario: Until every node has a ready pod again
      Given "kube-system/fluentd-elasticsearch" starts to roll out image "fluent/fluentd:v2"
      When I run "kubectl wait ds/fluentd-elasticsearch -n kube-system --for=jsonpath={.status.updatedNumberScheduled}=2"
      Then the output is:
        """
        daemonset.apps/fluentd-elasticsearch condition met
        """

    @DS-KUBECTL-045
    Scenario: A DaemonSet has no conditions to wait for
      When I run "kubectl wait ds/fluentd-elasticsearch -n kube-system --for=condition=Available --timeout=5s"
      Then the request is rejected with:
        """
        error: timed out waiting for the condition on daemonsets/fluentd-elasticsearch
        """
