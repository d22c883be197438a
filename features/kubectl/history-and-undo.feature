@kubectl
Feature: History of a rollout, and the way back
  Each template of a DaemonSet is kept as a revision. `rollout history` lists
  them, `rollout undo` returns to one of them, which then gets the highest number.

  Background:
    Given a cluster with nodes:
      | name  |
      | node1 |
      | node2 |
    And the DaemonSet "ds-test" is fully rolled out

  Rule: history lists the revisions with their causes

    @DS-KUBECTL-003
    Scenario: A new set has one revision
      When I run "kubectl rollout history ds ds-test"
      Then the output is:
        """
        daemonset.apps/ds-test
        REVISION  CHANGE-CAUSE
        1         <none>
        """

    @DS-KUBECTL-003
    Scenario: The cause of a change is an annotation, taken over by the next revision
      Given I run "kubectl annotate ds/ds-test kubernetes.io/change-cause='upgrade to v2'"
      And I run "kubectl set image ds/ds-test *=agent:v2"
      When I run "kubectl rollout history ds ds-test"
      Then the output is:
        """
        daemonset.apps/ds-test
        REVISION  CHANGE-CAUSE
        1         <none>
        2         upgrade to v2
        """

    @DS-KUBECTL-022
    Scenario: One revision shows its pod template
      Given I run "kubectl set image ds/ds-test *=agent:v2"
      When I run "kubectl rollout history ds/ds-test --revision=1"
      Then the output looks like:
        """
        daemonset.apps/ds-test with revision #1
        Pod Template:
          Labels: …
          Containers:
        …
            Image: agent:v1
        …
        """

  Rule: undo returns to an earlier revision

    @DS-KUBECTL-004
    Scenario: undo goes to the revision that is named
      Given I run "kubectl set image ds/ds-test *=agent:v2"
      When I run "kubectl rollout undo ds ds-test --to-revision=1"
      Then the output is:
        """
        daemonset.apps/ds-test rolled back
        """
      And the pods of "ds-test" are:
        | node  | image    |
        | node1 | agent:v1 |
        | node2 | agent:v1 |

    @DS-KUBECTL-004
    Scenario: Without a number undo goes to the revision before, and its number is raised
      Given the manifest "features/manifests/fluentd-elasticsearch.yaml" is applied
      And I run "kubectl set image daemonset/fluentd-elasticsearch fluentd=fluent/fluentd:v2 -n kube-system"
      And I run "kubectl rollout undo daemonset/fluentd-elasticsearch -n kube-system"
      When I run "kubectl rollout history daemonset/fluentd-elasticsearch -n kube-system"
      Then the output is:
        """
        daemonset.apps/fluentd-elasticsearch
        REVISION  CHANGE-CAUSE
        2         <none>
        3         <none>
        """

    @DS-KUBECTL-023
    Scenario: Going to the current revision does nothing
      When I run "kubectl rollout undo ds/ds-test --to-revision=1"
      Then the output is:
        """
        daemonset.apps/ds-test skipped rollback (current template already matches revision 1)
        """
      And 0 pods of "ds-test" were created

    @DS-KUBECTL-024
    Scenario Outline: There is no way back to <what>
      When I run "kubectl rollout undo ds/ds-test <flags>"
      Then the request is rejected with "<answer>"

      Examples:
        | what                        | flags           | answer                                                |
        | before the first revision   |                 | error: no last revision to roll back to               |
        | a revision that never was   | --to-revision=9 | error: unable to find specified revision 9 in history |

    @DS-KUBECTL-025
    Scenario: A dry run shows the template it would return to
      Given I run "kubectl set image ds/ds-test *=agent:v2"
      When I run "kubectl rollout undo ds/ds-test --dry-run=client"
      Then the output looks like:
        """
        daemonset.apps/ds-test will roll back to Pod Template:
        …
            Image: agent:v1
        …
         (dry run)
        """
      And the rollout of "ds-test" is complete
