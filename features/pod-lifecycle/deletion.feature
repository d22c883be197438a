@pod-lifecycle
Feature: Deleting a DaemonSet
  Deleting a DaemonSet takes its pods along, unless one asks to leave them. Pods
  left behind wait for a DaemonSet that selects them.

  Background:
    Given a cluster with nodes:
      | name  |
      | node1 |
      | node2 |
    And the manifest "features/manifests/nginx.yaml" is applied

  Rule: Pods go with their DaemonSet

    @DS-DEL-001
    Scenario: A plain delete removes every pod
      When "nginx-daemonset" is deleted
      Then "nginx-daemonset" runs on no node

  Rule: Pods stay if one asks for it, and are adopted later

    @DS-DEL-002
    Scenario: Deleting without cascade leaves the pods running
      When "nginx-daemonset" is deleted leaving its pods
      And I run "kubectl get pods -l app=nginx-ds-pod -o jsonpath={.items[*].status.phase}"
      Then the output is:
        """
        Running Running
        """

    @DS-DEL-003
    Scenario: A new DaemonSet with the same selector adopts them and creates none
      Given "nginx-daemonset" is deleted leaving its pods
      When I apply "features/manifests/nginx.yaml"
      Then at every moment at most 1 pod of "nginx-daemonset" was on each node
      And the pods of "nginx-daemonset" are:
        | node  | image        |
        | node1 | nginx:1.15.4 |
        | node2 | nginx:1.15.4 |

    @DS-DEL-004
    Scenario: Adopted pods of another template stay until somebody deletes them
      The template generation of a new DaemonSet starts at 1, and so did that of
      the pods, which therefore count as up to date.

      Given "nginx-daemonset" is deleted leaving its pods
      When I apply:
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: nginx-daemonset}
        spec:
          selector: {matchLabels: {app: nginx-ds-pod}}
          template:
            metadata: {labels: {app: nginx-ds-pod}}
            spec:
              containers: [{name: nginx, image: "nginx:1.27"}]
        """
      Then the pods of "nginx-daemonset" are:
        | node  | image        |
        | node1 | nginx:1.15.4 |
        | node2 | nginx:1.15.4 |

    @DS-DEL-005
    Scenario: A deleted one of them is replaced from the new template
      Given "nginx-daemonset" is deleted leaving its pods
      And I apply:
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: nginx-daemonset}
        spec:
          selector: {matchLabels: {app: nginx-ds-pod}}
          template:
            metadata: {labels: {app: nginx-ds-pod}}
            spec:
              containers: [{name: nginx, image: "nginx:1.27"}]
        """
      When the pod of "nginx-daemonset" on node1 is deleted
      Then the pods of "nginx-daemonset" are:
        | node  | image        |
        | node1 | nginx:1.27   |
        | node2 | nginx:1.15.4 |
