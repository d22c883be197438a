@scheduling
Feature: What a waiting daemon pod says
  The DaemonSet controller asks for labels and taints only. Whatever else is in the way
  shows as a pod that waits, and its condition and the event FailedScheduling say what
  it waits for. All other nodes count as ruled out by node affinity, since a daemon pod
  names its node.

  Background:
    Given a cluster with nodes:
      | name  | cpu | memory | pods |
      | node1 | 2   | 4Gi    | 110  |
      | node2 | 2   | 4Gi    | 110  |
      | node3 | 2   | 4Gi    | 2    |

  Rule: The message counts the reasons over all nodes

    @DS-SCHED-015
    Scenario Outline: <what is short> on the node
      Given the pod "first" on <node> requests <first>
      And the pod "second" on <node> requests <second>
      When the DaemonSet "node-agent" is created with:
        | cpu      | 1    |
        | memory   | 1Gi  |
        | hostPort | 9100 |
      Then the pod of "node-agent" on <node> is pending because "0/3 nodes are available: 1 <reason>, 2 node(s) didn't satisfy plugin(s) [NodeAffinity]."
      And the event FailedScheduling was recorded on a pod of "node-agent"

      Examples:
        | what is short        | node  | first               | second              | reason                                                       |
        | Too little cpu       | node1 | 1500m cpu           | 100m cpu            | Insufficient cpu                                             |
        | Too little memory    | node1 | 3Gi memory          | 1Gi memory          | Insufficient memory                                          |
        | Too little of both   | node1 | 2 cpu               | 4Gi memory          | Insufficient cpu, 1 Insufficient memory                      |
        | A port that is taken | node2 | host port 9100      | 100m cpu            | node(s) didn't have free ports for the requested pod ports   |
        | No place for a pod   | node3 | 100m cpu            | 100m cpu            | Too many pods                                                |

    @DS-SCHED-015
    Scenario: A node that joins is counted in what the others say
      Given the pod "web" on node1 requests 2 cpu
      And the DaemonSet "node-agent" is created with:
        | cpu | 1 |
      When node4 joins
      Then the pod of "node-agent" on node1 is pending because "0/4 nodes are available: 1 Insufficient cpu, 3 node(s)"

  Rule: The pod starts as soon as what it waits for has come

    @DS-SCHED-017
    Scenario: Room is made by hand
      Given the pod "web" on node1 requests 2 cpu
      And the DaemonSet "node-agent" is created with:
        | cpu | 1 |
      When I run "kubectl delete pod web"
      Then "node-agent" runs on every node

    @DS-SCHED-017
    Scenario: A smaller request fits
      Given the pod "web" on node1 requests 1500m cpu
      And the DaemonSet "node-agent" is created with:
        | cpu | 1 |
      When "node-agent" is changed to:
        | cpu | 500m |
      Then "node-agent" runs on every node

  Rule: A gate holds the pod back without a word from the scheduler

    Background:
      Given the DaemonSet:
        """yaml
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: node-agent}
        spec:
          selector: {matchLabels: {app: node-agent}}
          template:
            metadata: {labels: {app: node-agent}}
            spec:
              schedulingGates: [{name: example.com/inventory}]
              containers: [{name: agent, image: "agent:v1"}]
        """

    @DS-SCHED-016
    Scenario: Every pod is there, and none is placed
      Then "node-agent" runs on no node
      And the pod of "node-agent" on node1 is pending because "Scheduling is blocked due to non-empty scheduling gates"
      And the status of "node-agent" is:
        | desired | current | ready |
        | 3       | 3       | 0     |

    @DS-SCHED-016
    Scenario: A pod that loses its last gate is placed at once
      When the pod of "node-agent" on node2 loses its scheduling gates
      Then "node-agent" runs on exactly node2
