@workloads
Feature: A Deployment beside a DaemonSet
  Both keep pods running. A Deployment runs as many as somebody wrote, on whatever
  nodes have room; a DaemonSet runs one on each node, however many there are.

  Background:
    Given a cluster with nodes:
      | name  |
      | node1 |
      | node2 |
      | node3 |

  Rule: The number of a Deployment's pods is written by hand, that of a DaemonSet follows the nodes

    Background:
      Given the DaemonSet "node-agent" is fully rolled out
      And the Deployment "web" is fully rolled out with:
        | replicas | 2 |

    @DS-DEPLOY-001
    Scenario: A new node means a new daemon pod and no more replicas
      When node4 joins
      Then "node-agent" runs on exactly node1, node2, node3 and node4
      And the Deployment "web" runs 2 pods

    @DS-DEPLOY-001
    Scenario: More replicas than nodes share the nodes
      When the Deployment "web" is scaled to 5
      Then the Deployment "web" runs 5 pods
      And "node-agent" runs on every node

    @DS-DEPLOY-001
    Scenario: Fewer replicas
      When the Deployment "web" is scaled to 1
      Then the Deployment "web" runs 1 pod
      And "node-agent" runs on every node

    @DS-DEPLOY-001
    Scenario: A drained node keeps its daemon pod and gives its replicas to others
      When node1 is drained
      Then the Deployment "web" runs 2 pods
      And "node-agent" runs on every node

    @DS-DEPLOY-001
    Scenario: The pods of a node that leaves are replaced elsewhere, the daemon pod is not
      When node1 leaves
      Then the Deployment "web" runs 2 pods
      And "node-agent" runs on exactly node2 and node3

  Rule: A Deployment rolls over its replicas, wherever they are

    @DS-DEPLOY-004
    Scenario: The old ReplicaSet shrinks as the new one grows
      Given the Deployment "web" is fully rolled out with:
        | replicas       | 4      |
        | image          | web:v1 |
        | maxSurge       | 1      |
        | maxUnavailable | 1      |
      When the Deployment "web" rolls out image "web:v2"
      Then at every moment the Deployment "web" had at least 3 ready pods and at most 5 pods
      And the ReplicaSets of the Deployment "web" are:
        | revision | image  | replicas |
        | 1        | web:v1 | 0        |
        | 2        | web:v2 | 4        |
      And the status of the Deployment "web" is:
        | replicas | up-to-date | ready | available | unavailable | progressing            |
        | 4        | 4          | 4     | 4         | 0           | NewReplicaSetAvailable |

    @DS-DEPLOY-004 @needs-pod-readiness
    Scenario: A broken image stops the rollout within its budget
      Given the Deployment "web" is fully rolled out with:
        | replicas | 4      |
        | image    | web:v1 |
      And image "web:v2" never becomes ready
      When the Deployment "web" rolls out image "web:v2"
      Then at every moment the Deployment "web" had at least 3 ready pods and at most 5 pods
      And the status of the Deployment "web" is:
        | replicas | up-to-date | available |
        | 5        | 2          | 3         |

    @DS-DEPLOY-004
    Scenario: With Recreate all old pods go before the first new one comes
      Given the Deployment "web" is fully rolled out with:
        | replicas | 3        |
        | image    | web:v1   |
        | strategy | Recreate |
      When the Deployment "web" rolls out image "web:v2"
      Then at every moment the Deployment "web" had at least 0 ready pods and at most 3 pods
      And the ReplicaSets of the Deployment "web" are:
        | revision | image  | replicas | ready |
        | 1        | web:v1 | 0        | 0     |
        | 2        | web:v2 | 3        | 3     |
