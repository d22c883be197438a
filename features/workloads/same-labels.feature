@workloads
Feature: A Deployment with the labels of a DaemonSet
  It is often said that a DaemonSet takes every pod with its labels for its own. That
  is true of pods without a controller only. What does go wrong with shared labels is
  a service, which looks at labels alone, and pods that lose their controller.

  Background:
    Given a cluster with nodes:
      | name  |
      | node1 |
      | node2 |
      | node3 |
    And the DaemonSet "node-agent" is fully rolled out with:
      | image    | agent:v1  |
      | selector | app=agent |

  Rule: Pods that have a controller are nobody else's

    @DS-DEPLOY-002
    Scenario: Both run side by side
      When the Deployment "web" is fully rolled out with:
        | replicas | 2         |
        | labels   | app=agent |
      Then the Deployment "web" runs 2 pods
      And the pods of "node-agent" are:
        | node  | image    |
        | node1 | agent:v1 |
        | node2 | agent:v1 |
        | node3 | agent:v1 |

    @DS-DEPLOY-002
    Scenario: A rollout of the one leaves the other alone
      Given the Deployment "web" is fully rolled out with:
        | replicas | 2         |
        | labels   | app=agent |
      When "node-agent" rolls out image "agent:v2"
      Then the rollout of "node-agent" is complete
      And at every moment the Deployment "web" had at least 2 ready pods and at most 2 pods

    @DS-DEPLOY-002
    Scenario: A DaemonSet that is deleted takes only its own pods along
      Given the Deployment "web" is fully rolled out with:
        | replicas | 2         |
        | labels   | app=agent |
      When "node-agent" is deleted
      Then "node-agent" runs on no node
      And the Deployment "web" runs 2 pods

    @DS-DEPLOY-002
    Scenario: Pods that a DaemonSet leaves behind do not become replicas
      Given the Deployment "web" is fully rolled out with:
        | replicas | 2         |
        | labels   | app=agent |
      When "node-agent" is deleted leaving its pods
      Then "node-agent" runs on every node
      And the Deployment "web" runs 2 pods

  Rule: Whoever goes by labels alone sees both

    @DS-SVC-010
    Scenario: A service over the shared labels leads to the replicas too
      Given the Deployment "web" is fully rolled out with:
        | replicas | 1         |
        | image    | web:v1    |
        | labels   | app=agent |
      And the service "agents" selects the pods of "node-agent"
      Then the endpoints of the service "agents" are:
        | image    | ready |
        | agent:v1 | true  |
        | agent:v1 | true  |
        | agent:v1 | true  |
        | web:v1   | true  |

  Rule: Pods that have lost their controller are taken over

    @DS-DEPLOY-003
    Scenario: Replicas whose ReplicaSet is gone become daemon pods, and each node keeps one
      Given the Deployment "web" is fully rolled out with:
        | replicas | 2         |
        | labels   | app=agent |
      When I run "kubectl delete deployment web --cascade=orphan"
      And I run "kubectl delete replicaset --all --cascade=orphan"
      And the cluster comes to rest
      Then "node-agent" runs on every node
      And at every moment at most 2 pods of "node-agent" were on each node
      And the status of "node-agent" is:
        | desired | current | ready | up-to-date |
        | 3       | 3       | 3     | 3          |
