@nodes
Feature: Pods that a kubelet refuses
  The scheduler decides with what it knows; the kubelet has the last word. A pod
  it refuses ends in phase Failed and is never tried again. The DaemonSet
  controller deletes such a pod and makes another, with longer and longer pauses.

  Rule: Whoever goes around the scheduler is judged by the kubelet alone

    Background:
      Given a cluster of 2 nodes

    @DS-KUBELET-010
    Scenario Outline: A bound pod that <trouble> is refused with <reason>
      Given the pod "web" on node1 requests 3 cpu and 6Gi memory and host port 9100
      When the pod "other" on node1 requests <requests>
      Then the pod "other" contains:
        """yaml
        status:
          phase: Failed
          reason: <reason>
          message: "Pod was rejected: <message>"
        """

      Examples:
        | trouble              | requests                  | reason      | message                                                                                                                      |
        | wants too much cpu   | 2 cpu                     | OutOfcpu    | Node didn't have enough resource: cpu, requested: 2000, used: 3000, capacity: 4000                                           |
        | wants too much space | 3Gi memory                | OutOfmemory | Node didn't have enough resource: memory, requested: 3221225472, used: 6442450944, capacity: 8589934592                       |
        | wants a taken port   | 1 cpu and host port 9100  | NodePorts   | Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports                                       |

    @DS-KUBELET-011
    Scenario: A template that names its node is made and refused again and again
      Given the pod "web" on node1 requests 3 cpu
      When the DaemonSet "node-agent" is created with:
        | nodeName | node1 |
        | cpu      | 2     |
      Then the pods of "node-agent" are:
        | node  | phase  | reason   |
        | node1 | Failed | OutOfcpu |
      And the event OutOfcpu was recorded on a pod of "node-agent"
      And the event FailedDaemonPod was recorded on "node-agent"

    @DS-KUBELET-012
    Scenario: It runs as soon as there is room
      Given the pod "web" on node1 requests 3 cpu
      And the DaemonSet "node-agent" is created with:
        | nodeName | node1 |
        | cpu      | 2     |
      When I run "kubectl delete pod web"
      And 2m pass
      Then "node-agent" runs on exactly node1

    @DS-KUBELET-073
    Scenario: A pod for another operating system is refused
      When I apply:
        """yaml
        apiVersion: v1
        kind: Pod
        metadata: {name: db}
        spec:
          nodeName: node1
          os: {name: windows}
          containers: [{name: main, image: "db:v1"}]
        """
      Then the pod "db" contains:
        """yaml
        status:
          phase: Failed
          reason: PodOSNotSupported
          message: "Pod was rejected: Failed to admit pod as the OS field doesn't match node OS"
        """

  Rule: A kubelet that starts again looks at all its pods anew

    Background:
      Given a cluster with nodes:
        | name  | labels       |
        | node1 | disktype=ssd |
        | node2 | disktype=ssd |

    @DS-KUBELET-013 @needs-node-control
    Scenario: A pod whose node has lost the label it asked for is refused
      Given I apply:
        """yaml
        apiVersion: v1
        kind: Pod
        metadata: {name: db}
        spec:
          nodeName: node2
          nodeSelector: {disktype: ssd}
          containers: [{name: main, image: "db:v1"}]
        """
      And the kubelet of node2 stops
      When node2 loses label disktype
      And the kubelet of node2 starts again
      Then the pod "db" contains:
        """yaml
        status:
          phase: Failed
          reason: NodeAffinity
          message: "Pod was rejected: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector"
        """

    @DS-KUBELET-014 @needs-node-control
    Scenario: Daemon pods that still fit go on as if nothing had happened
      Given the DaemonSet "node-agent" is fully rolled out with:
        | nodeSelector | disktype=ssd |
        | cpu          | 3            |
      And the kubelet of node2 stops
      When the kubelet of node2 starts again
      Then "node-agent" runs on every node
      And 0 pods of "node-agent" were created
