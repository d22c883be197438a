@kubectl
Feature: Changing a DaemonSet
  `apply` brings the object to the state of a file and says what it did, `diff`
  says beforehand what it would do. `patch` and `set` change single fields.

  Background:
    Given a cluster with nodes:
      | name  |
      | node1 |
      | node2 |

  Rule: apply compares the file with the object

    @DS-KUBECTL-040
    Scenario: The first time the object is created
      When I run "kubectl apply -f features/manifests/kube-flannel.yaml"
      Then the output contains "created"
      And the exit code is 0

    @DS-KUBECTL-040
    Scenario: The second time nothing is left to do
      Given the manifest "features/manifests/fluentd-elasticsearch.yaml" is applied
      When I run "kubectl apply -f features/manifests/fluentd-elasticsearch.yaml"
      Then the output is:
        """
        daemonset.apps/fluentd-elasticsearch unchanged
        """

    @DS-KUBECTL-041
    Scenario: apply takes back what set image changed, since the image is in the file
      Given the manifest "features/manifests/nginx.yaml" is applied
      And I run "kubectl set image ds --all *=nginx:broken"
      When I run "kubectl apply -f features/manifests/nginx.yaml"
      Then the output contains "configured"

    @DS-KUBECTL-051
    Scenario: A dry run shows the object as apply would leave it
      Given the manifest "features/manifests/storage-plugin-on-delete.yaml" is applied
      When I run "kubectl apply -f - --dry-run=client -o jsonpath={.spec.template.spec.containers[*].image}" with:
        """yaml
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: storage-plugin}
        spec:
          selector: {matchLabels: {app: storage}}
          updateStrategy: {type: OnDelete}
          template:
            metadata: {labels: {app: storage}}
            spec: {containers: [{name: plugin, image: storage-plugin:v3}]}
        """
      Then the output is:
        """
        storage-plugin:v3
        """

    @DS-KUBECTL-051
    Scenario: A dry run of the same file finds nothing to do
      Given the manifest "features/manifests/storage-plugin-on-delete.yaml" is applied
      When I run "kubectl apply -f features/manifests/storage-plugin-on-delete.yaml --dry-run=client"
      Then the output is:
        """
        daemonset.apps/storage-plugin unchanged (dry run)
        """

    @DS-KUBECTL-042
    Scenario: Another selector is refused
      Given the manifest "features/manifests/storage-plugin-on-delete.yaml" is applied
      When I run "kubectl apply -f -" with:
        """yaml
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: storage-plugin}
        spec:
          selector: {matchLabels: {app: other}}
          template:
            metadata: {labels: {app: other}}
            spec: {containers: [{name: plugin, image: storage-plugin:v2}]}
        """
      Then the request is rejected with:
        """
        The DaemonSet "storage-plugin" is invalid: spec.selector: Invalid value: {"matchLabels":{"app":"other"}}: field is immutable
        """

  Rule: diff shows what apply would change

    @DS-KUBECTL-043
    Scenario: A changed image
      Given the manifest "features/manifests/storage-plugin-on-delete.yaml" is applied
      When I run "kubectl diff -f -" with:
        """yaml
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: storage-plugin}
        spec:
          selector: {matchLabels: {app: storage}}
          updateStrategy: {type: OnDelete}
          template:
            metadata: {labels: {app: storage}}
            spec: {containers: [{name: plugin, image: storage-plugin:v3}]}
        """
      Then the output looks like:
        """
        diff -u -N …apps.v1.DaemonSet.default.storage-plugin …apps.v1.DaemonSet.default.storage-plugin
        …
        - generation: 1
        + generation: 2
        …
        - - image: storage-plugin:v2
        + - image: storage-plugin:v3
        …
        """
      And the exit code is 1

    @DS-KUBECTL-043
    Scenario: No difference
      Given the manifest "features/manifests/storage-plugin-on-delete.yaml" is applied
      When I run "kubectl diff -f features/manifests/storage-plugin-on-delete.yaml"
      Then the exit code is 0

  Rule: patch and set change single fields

    @DS-KUBECTL-044
    Scenario Outline: <command>
      Given the DaemonSet "node-agent" is fully rolled out
      And I run "kubectl label ds/node-agent team=infra"
      When I run "kubectl <command>"
      Then the output is:
        """
        daemonset.apps/node-agent <answer>
        """

      Examples:
        | command                                                       | answer                        |
        | patch ds node-agent -p '{\"spec\":{\"minReadySeconds\":5}}'   | patched                       |
        | patch ds node-agent --type=merge -p '{\"spec\":{}}'           | patched (no change)           |
        | set env ds/node-agent LEVEL=debug                             | env updated                   |
        | set resources ds/node-agent --limits=memory=64Mi              | resource requirements updated |
        | annotate ds/node-agent owner=sre                              | annotated                     |
        | label ds/node-agent team=infra                                | not labeled                   |
        | set env ds/node-agent LEVEL=debug --dry-run=server            | env updated (server dry run)  |
