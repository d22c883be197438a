@kubectl
Feature: Replacing a DaemonSet
  What cannot be changed can be replaced. Two people who replace the same object
  must not undo each other unseen.

  Background:
    Given a cluster with nodes:
      | name  |
      | node1 |
      | node2 |
    And I apply:
      """
      apiVersion: apps/v1
      kind: DaemonSet
      metadata: {name: agent}
      spec:
        selector: {matchLabels: {app: agent}}
        template:
          metadata: {labels: {app: agent}}
          spec: {containers: [{name: main, image: "agent:1"}]}
      """

  Rule: A replacement of an older version is refused

    @DS-KUBECTL-048
    Scenario: Somebody else was faster
      When I run "kubectl replace -f -" with:
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: agent, resourceVersion: "1"}
        spec:
          selector: {matchLabels: {app: agent}}
          template:
            metadata: {labels: {app: agent}}
            spec: {containers: [{name: main, image: "agent:2"}]}
        """
      Then the request is rejected with:
        """
        Operation cannot be fulfilled on daemonsets.apps "agent": the object has been modified; please apply your changes to the latest version and try again
        """

  Rule: By force an object is deleted and made again

    @DS-KUBECTL-049
    Scenario: Another selector, which no change allows
      When I run "kubectl apply --force -f -" with:
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: agent}
        spec:
          selector: {matchLabels: {app: other}}
          template:
            metadata: {labels: {app: other}}
            spec: {containers: [{name: main, image: "agent:2"}]}
        """
      Then the output contains "daemonset.apps/agent configured"
      And "agent" runs on every node
      And the pods of "agent" are:
        | node  | image   |
        | node1 | agent:2 |
        | node2 | agent:2 |

  Rule: A set that is updated by hand is undone like any other, and its pods stay

    @DS-KUBECTL-050
    Scenario: The template comes back, the pods do not notice
      Given I run "kubectl patch ds agent -p '{\"spec\":{\"updateStrategy\":{\"type\":\"OnDelete\",\"rollingUpdate\":null}}}'"
      And I run "kubectl set image ds/agent main=agent:2"
      When I run "kubectl rollout undo ds/agent"
      Then the output contains "daemonset.apps/agent rolled back"
      And the pods of "agent" are:
        | node  | image   |
        | node1 | agent:1 |
        | node2 | agent:1 |
