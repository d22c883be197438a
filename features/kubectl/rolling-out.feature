@kubectl
Feature: Rolling out a change
  A change of the pod template is a rollout: the pods are replaced node by node.
  One starts it with `set image`, follows it with `rollout status`, and repeats
  it without a change with `rollout restart`.

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

    @DS-KUBECTL-005
    Scenario: A container that is not there changes nothing
      When I run "kubectl set image ds/fluentd-elasticsearch agent=fluent/fluentd:v2 -n kube-system"
      Then the request is rejected with:
        """
        error: unable to find container named "agent"
        """
      And the rollout of "kube-system/fluentd-elasticsearch" is complete

  Rule: rollout status waits for the end

    @DS-KUBECTL-002
    Scenario: Each line says how far the rollout is
      Given "kube-system/fluentd-elasticsearch" starts to roll out image "fluent/fluentd:v2"
      When I run "kubectl rollout status daemonset/fluentd-elasticsearch -n kube-system"
      Then the output looks like:
        """
        …
        Waiting for daemon set "fluentd-elasticsearch" rollout to finish: 1 out of 2 new pods have been updated...
        …
        daemon set "fluentd-elasticsearch" successfully rolled out
        """

    @DS-KUBECTL-002
    Scenario: A finished rollout is one line
      Given the DaemonSet "ds-test" is fully rolled out
      When I run "kubectl rollout status ds/ds-test"
      Then the output is:
        """
        daemon set "ds-test" successfully rolled out
        """

    @DS-KUBECTL-006 @needs-pod-readiness
    Scenario: A rollout that does not end runs into the timeout
      Given image "fluent/fluentd:broken" never becomes ready
      And I run "kubectl set image ds/fluentd-elasticsearch fluentd=fluent/fluentd:broken -n kube-system"
      When I run "kubectl rollout status ds/fluentd-elasticsearch -n kube-system --timeout=5s"
      Then the request is rejected with:
        """
        error: timed out waiting for the condition
        """

    @DS-KUBECTL-006 @needs-pod-readiness
    Scenario: Asking without waiting is no failure
      Given image "fluent/fluentd:broken" never becomes ready
      And I run "kubectl set image ds/fluentd-elasticsearch fluentd=fluent/fluentd:broken -n kube-system"
      When I run "kubectl rollout status ds/fluentd-elasticsearch -n kube-system --watch=false"
      Then the output is:
        """
        Waiting for daemon set "fluentd-elasticsearch" rollout to finish: 1 out of 2 new pods have been updated...
        """

  Rule: A restart replaces the pods without a change of the image

    @DS-KUBECTL-007
    Scenario: rollout restart makes a new revision of the same image
      When I run "kubectl rollout restart ds/fluentd-elasticsearch -n kube-system"
      Then the output is:
        """
        daemonset.apps/fluentd-elasticsearch restarted
        """
      And 2 pods of "kube-system/fluentd-elasticsearch" were created

  Rule: What a Deployment can do and a DaemonSet cannot

    @DS-KUBECTL-008
    Scenario Outline: <command> is refused
      When I run "kubectl <command> -n kube-system"
      Then the request is rejected with:
        """
        <answer>
        """

      Examples:
        | command                                           | answer                                                                            |
        | rollout pause ds/fluentd-elasticsearch            | error: daemonsets.apps "fluentd-elasticsearch" pausing is not supported            |
        | scale ds/fluentd-elasticsearch --replicas=3       | Error from server (NotFound): the server could not find the requested resource    |
        | expose ds fluentd-elasticsearch --port=80         | error: cannot expose a DaemonSet.apps                                             |
