@pod-lifecycle
Feature: Pods that wear the labels of a DaemonSet
  A DaemonSet recognises its pods by their labels. A pod that somebody else makes
  with the same labels is taken for one of its own.

  Rule: An orphan with matching labels is adopted

    @DS-OWN-001
    Scenario: A bare pod with the same labels takes the place of a daemon pod
      Given a cluster with nodes:
        | name  |
        | node1 |
        | node2 |
      And I apply:
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: stranger, labels: {app: nginx-ds-pod}}
        spec:
          nodeName: node1
          containers: [{name: main, image: "stranger:1"}]
        """
      When I apply:
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: nginx-daemonset}
        spec:
          updateStrategy: {type: OnDelete}
          selector: {matchLabels: {app: nginx-ds-pod}}
          template:
            metadata: {labels: {app: nginx-ds-pod}}
            spec:
              containers: [{name: nginx, image: "nginx:1.15.4"}]
        """
      Then the pods of "nginx-daemonset" are:
        | node  | image        |
        | node1 | stranger:1   |
        | node2 | nginx:1.15.4 |
