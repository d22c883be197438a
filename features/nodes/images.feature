@nodes
Feature: Images that cannot be pulled
  A wrong tag is the most common broken rollout. The pod is Pending, the kubelet
  tries again and again, and the budget keeps the other nodes as they are.

  Background:
    Given a cluster of 3 nodes
    And the DaemonSet "node-agent" is fully rolled out

  Rule: The kubelet tries again after 10 s, 20 s and so on up to 5 minutes

    @DS-KUBELET-040 @needs-pod-readiness
    Scenario: The pod waits in ImagePullBackOff, and the rollout with it
      Given image "agent:v2" cannot be pulled
      When "node-agent" rolls out image "agent:v2"
      Then the rollout of "node-agent" is stuck with 1 of 3 pods updated
      And the event Failed was recorded on a pod of "node-agent"
      And the event BackOff was recorded on a pod of "node-agent"
      And at every moment at most 1 node was without a ready pod of "node-agent"

    @DS-KUBELET-041 @needs-pod-readiness
    Scenario: An image that is pushed later is found at the next try
      Given image "agent:v2" cannot be pulled for 1m
      When "node-agent" rolls out image "agent:v2"
      And 10m pass
      Then the rollout of "node-agent" is complete

    @DS-KUBELET-042 @needs-pod-readiness
    Scenario: Pods that run already need no image
      When image "agent:v1" cannot be pulled
      And 10m pass
      Then "node-agent" runs on every node

  Rule: What cannot even be tried is said at once, and looked at again every ten seconds

    @DS-KUBELET-085 @needs-pod-readiness
    Scenario Outline: An image name that is none, such as <image>, holds the rollout up
      When "node-agent" rolls out image "<image>"
      Then the rollout of "node-agent" is stuck with 1 of 3 pods updated
      And the event InspectFailed was recorded on a pod of "node-agent" saying "<message>"
      And the event Failed was recorded on a pod of "node-agent" saying "Error: InvalidImageName"

      Examples:
        | image    | message                                                                     |
        | agent:   | couldn't parse image reference \"agent:\": invalid reference format         |
        | Agent:v2 | invalid reference format: repository name (library/Agent) must be lowercase |

    @DS-KUBELET-072 @needs-pod-readiness
    Scenario: With the pull policy Never a pod waits for its image
      Given image "agent:local" is not present on node2
      When I apply:
        """yaml
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: local-agent}
        spec:
          selector: {matchLabels: {app: local-agent}}
          template:
            metadata: {labels: {app: local-agent}}
            spec:
              containers: [{name: main, image: "agent:local", imagePullPolicy: Never}]
        """
      Then the pods of "local-agent" are:
        | node  | phase   | reason            |
        | node1 | Running |                   |
        | node2 | Pending | ErrImageNeverPull |
        | node3 | Running |                   |

    @DS-KUBELET-086 @needs-pod-readiness
    Scenario: It runs when somebody has brought the image to the node
      Given image "agent:local" is not present on node2
      And the DaemonSet:
        """yaml
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: local-agent}
        spec:
          selector: {matchLabels: {app: local-agent}}
          template:
            metadata: {labels: {app: local-agent}}
            spec:
              containers: [{name: main, image: "agent:local", imagePullPolicy: Never}]
        """
      When image "agent:local" is present on node2
      Then "local-agent" runs on every node
