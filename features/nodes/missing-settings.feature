@nodes
Feature: ConfigMaps and Secrets that are missing
  The manifest of a daemon is applied, and its configuration is forgotten, or has
  another name. The pods are placed, none of them starts, and what they wait for is
  said by the kubelet alone. As soon as it is there, they start by themselves.

  Background:
    Given a cluster of 3 nodes

  Rule: A container whose environment cannot be put together is not created

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
              containers:
                - name: main
                  image: "agent:v1"
                  envFrom: [{configMapRef: {name: agent-config}}]
                  env: [{name: TOKEN, valueFrom: {secretKeyRef: {name: agent-token, key: token, optional: true}}}]
        """

    @DS-KUBELET-080 @needs-pod-readiness
    Scenario: It waits in CreateContainerConfigError, on every node
      Then the pods of "node-agent" are:
        | node  | phase   | reason                     | restarts |
        | node1 | Pending | CreateContainerConfigError | 0        |
        | node2 | Pending | CreateContainerConfigError | 0        |
        | node3 | Pending | CreateContainerConfigError | 0        |
      And the event Failed was recorded on a pod of "node-agent" saying 'configmap "agent-config" not found'
      And the status of "node-agent" is:
        | desired | current | ready |
        | 3       | 3       | 0     |

    @DS-KUBELET-081 @needs-pod-readiness @needs-virtual-time
    Scenario: It starts within ten seconds once the ConfigMap is there
      When I apply:
        """yaml
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: agent-config}
        data: {LEVEL: info}
        """
      And 10s pass
      Then "node-agent" runs on every node
      And 0 pods of "node-agent" were created
      And 0 pods of "node-agent" were deleted

  Rule: A rollout stops at the first pod that lacks something

    @DS-KUBELET-082 @needs-pod-readiness
    Scenario Outline: A new template that names a missing <what> takes one node down, and no more
      Given the DaemonSet "node-agent" is fully rolled out
      And I apply:
        """yaml
        apiVersion: v1
        kind: Secret
        metadata: {name: agent-token}
        stringData: {user: agent}
        """
      When I apply:
        """yaml
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: node-agent}
        spec:
          selector: {matchLabels: {app: node-agent}}
          template:
            metadata: {labels: {app: node-agent}}
            spec:
              containers:
                - name: main
                  image: "agent:v2"
                  env: [{name: TOKEN, valueFrom: {secretKeyRef: {name: <secret>, key: token}}}]
        """
      Then the rollout of "node-agent" is stuck with 1 of 3 pods updated
      And the event Failed was recorded on a pod of "node-agent" saying "<message>"
      And at every moment at most 1 node was without a ready pod of "node-agent"

      Examples:
        | what   | secret       | message                                               |
        | Secret | agent-tokens | secret \"agent-tokens\" not found                     |
        | key    | agent-token  | couldn't find key token in Secret default/agent-token |

  Rule: A pod whose volume cannot be set up does not come as far as its containers

    @DS-KUBELET-083 @needs-pod-readiness
    Scenario: It is ContainerCreating, and the event FailedMount says why
      When I apply:
        """yaml
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: node-agent}
        spec:
          selector: {matchLabels: {app: node-agent}}
          template:
            metadata: {labels: {app: node-agent}}
            spec:
              containers:
                - {name: main, image: "agent:v1", volumeMounts: [{name: config, mountPath: /etc/agent}]}
              volumes:
                - {name: config, configMap: {name: agent-config}}
        """
      Then the pods of "node-agent" are:
        | node  | phase   | reason            |
        | node1 | Pending | ContainerCreating |
        | node2 | Pending | ContainerCreating |
        | node3 | Pending | ContainerCreating |
      And the event FailedMount was recorded on a pod of "node-agent" saying 'volume "config" : configmap "agent-config" not found'

    @DS-KUBELET-084 @needs-pod-readiness
    Scenario: Nobody waits for a ConfigMap that is optional
      When I apply:
        """yaml
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: node-agent}
        spec:
          selector: {matchLabels: {app: node-agent}}
          template:
            metadata: {labels: {app: node-agent}}
            spec:
              containers:
                - {name: main, image: "agent:v1", volumeMounts: [{name: config, mountPath: /etc/agent}]}
              volumes:
                - {name: config, configMap: {name: agent-config, optional: true}}
        """
      Then "node-agent" runs on every node
