@kubectl
Feature: Several DaemonSets at once
  Labels name many objects in one command: to list what belongs together, and to
  take it away.

  Background:
    Given a cluster with nodes:
      | name  |
      | node1 |
    And the DaemonSet "log-agent" is fully rolled out
    And the DaemonSet "metric-agent" is fully rolled out
    And I run "kubectl label ds log-agent team=observability"

  Rule: DaemonSets are listed and deleted by their labels

    @DS-DEL-010
    Scenario: Those with the label go with their pods, the others stay
      When I run "kubectl delete ds -l team=observability"
      Then the output is:
        """
        daemonset.apps "log-agent" deleted from default namespace
        """
      And "log-agent" runs on no node
      And "metric-agent" runs on every node

    @DS-DEL-011
    Scenario: A list by label shows no other
      When I run "kubectl get ds -l team=observability -o name"
      Then the output is:
        """
        daemonset.apps/log-agent
        """

  Rule: What fails does not hide what does not

    @DS-KUBECTL-053
    Scenario: The status of several rollouts, one of them of nothing
      When I run "kubectl rollout status ds/log-agent ds/missing ds/metric-agent"
      Then the output is:
        """
        daemon set "log-agent" successfully rolled out
        daemon set "metric-agent" successfully rolled out
        """
      And the request is rejected with:
        """
        Error from server (NotFound): daemonsets.apps "missing" not found
        """
