@api
Feature: Limits of a namespace
  A LimitRange bounds every pod of its namespace, a ResourceQuota all of them
  together. The DaemonSet is accepted all the same; it is its pods that are
  completed or refused.

  Background:
    Given a cluster with nodes:
      | name  |
      | node1 |
      | node2 |
      | node3 |

  Rule: A LimitRange fills in what containers leave out

    @DS-LIMIT-001
    Scenario: Daemon pods get the default requests of their namespace
      Given I run "kubectl apply -f -" with:
        """
        apiVersion: v1
        kind: LimitRange
        metadata: {name: defaults}
        spec:
          limits: [{type: Container, default: {cpu: 200m}, defaultRequest: {cpu: 100m}}]
        """
      And I apply "features/manifests/nginx.yaml"
      When I run "kubectl get pods -l app=nginx-ds-pod -o jsonpath={.items[0].spec.containers[0].resources}"
      Then the output is:
        """
        {"limits":{"cpu":"200m"},"requests":{"cpu":"100m"}}
        """

  Rule: A LimitRange refuses pods outside its bounds

    @DS-LIMIT-002
    Scenario: A DaemonSet that asks for too much runs nowhere, and its events say why
      Given I run "kubectl apply -f -" with:
        """
        apiVersion: v1
        kind: LimitRange
        metadata: {name: small, namespace: kube-system}
        spec:
          limits: [{type: Container, max: {memory: 100Mi}}]
        """
      When I apply "features/manifests/best-practices.yaml"
      Then "kube-system/best-practices" runs on no node
      And the event FailedCreate was recorded on "kube-system/best-practices"
      When I run "kubectl describe ds best-practices -n kube-system | grep maximum"
      Then the output contains "is forbidden: maximum memory usage per Container is 100Mi, but limit is 400Mi"

  Rule: A ResourceQuota bounds the number of daemon pods

    @DS-LIMIT-003
    Scenario: With room for two pods the third node stays without
      Given I run "kubectl apply -f -" with:
        """
        apiVersion: v1
        kind: ResourceQuota
        metadata: {name: team}
        spec: {hard: {pods: "2"}}
        """
      When I apply "features/manifests/nginx.yaml"
      Then the status of "nginx-daemonset" is:
        | desired | current | ready |
        | 3       | 2       | 2     |
      And the event FailedCreate was recorded on "nginx-daemonset"
      When I run "kubectl describe ds nginx-daemonset | grep quota"
      Then the output contains "is forbidden: exceeded quota: team, requested: pods=1, used: pods=2, limited: pods=2"
