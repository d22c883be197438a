@kubectl
Feature: Finding out why a pod is missing
  The table tells what is wrong with a pod in one word, `describe` in a
  sentence: it shows an object with its events.

  Background:
    Given a cluster with nodes:
      | name  | taints                                        |
      | node1 | node-role.kubernetes.io/control-plane:NoSchedule |
      | node2 |                                               |

  Rule: describe shows what was counted and what happened

    @DS-KUBECTL-030
    Scenario: The counters, the template and the events of a DaemonSet
      Given the manifest "features/manifests/fluentd-elasticsearch.yaml" is applied
      When I run "kubectl describe daemonset fluentd-elasticsearch -n kube-system"
      Then the output looks like:
        """
        Name:           fluentd-elasticsearch
        Namespace:      kube-system
        Selector:       app=fluentd
        Node-Selector:  <none>
        Labels:         app=fluentd
        Annotations:    deprecated.daemonset.template.generation: 1
        Desired Number of Nodes Scheduled: 2
        Current Number of Nodes Scheduled: 2
        Number of Nodes Scheduled with Up-to-date Pods: 2
        Number of Nodes Scheduled with Available Pods: 2
        Number of Nodes Misscheduled: 0
        Pods Status:  2 Running / 0 Waiting / 0 Succeeded / 0 Failed
        Pod Template:
          Labels:  app=fluentd
          Containers:
           fluentd:
            Image:      fluent/fluentd-kubernetes-daemonset:v1-debian-elasticsearch
        …
        Events:
          Type    Reason            Age   From                  Message
          ----    ------            ----  ----                  -------
          Normal  SuccessfulCreate  …     daemonset-controller  Created pod: fluentd-elasticsearch-…
          Normal  SuccessfulCreate  …     daemonset-controller  Created pod: fluentd-elasticsearch-…
        """

    @DS-KUBECTL-030
    Scenario: Describing what is not there
      When I run "kubectl describe daemonset myapp -n kube-system"
      Then the request is rejected with:
        """
        Error from server (NotFound): daemonsets.apps "myapp" not found
        """

    @DS-KUBECTL-034
    Scenario: Taints of all nodes at a glance
      When I run "kubectl describe nodes | grep Taints"
      Then the output looks like:
        """
        Taints:             node-role.kubernetes.io/control-plane:NoSchedule
        Taints:             <none>
        """

    @DS-KUBECTL-035
    Scenario: A pod that finds no room says so in its events
      Given the pod "greedy" on node2 requests 4 cpu
      And the DaemonSet "node-agent" is created with:
        | cpu | 1 |
      When I run "kubectl describe pods -l app=node-agent"
      Then the output looks like:
        """
        …
        Status: Pending
        …
        Events:
          Type     Reason            Age   From               Message
          ----     ------            ----  ----               -------
          Warning  FailedScheduling  …     default-scheduler  …1 Insufficient cpu…
        """

    @DS-KUBECTL-036 @needs-pod-readiness
    Scenario Outline: The table tells a pod that <behaviour>
      Given image "agent:v1" <behaviour>
      And the DaemonSet "node-agent" is created
      When I run "kubectl get pods --no-headers"
      Then the output looks like:
        """
        node-agent-… 0/1 <status> …
        """

      Examples:
        | behaviour           | status           |
        | never becomes ready | Running          |
        | crashes             | CrashLoopBackOff |
        | cannot be pulled    | ImagePullBackOff |

  Rule: Events and logs

    @DS-KUBECTL-037
    Scenario: The events of one DaemonSet
      Given the DaemonSet "node-agent" is fully rolled out
      When I run "kubectl events --for ds/node-agent"
      Then the output looks like:
        """
        LAST SEEN   TYPE     REASON             OBJECT                 MESSAGE
        …           Normal   SuccessfulCreate   DaemonSet/node-agent   Created pod: node-agent-…
        """

    @DS-KUBECTL-052
    Scenario: All events, the oldest first
      Given the DaemonSet "node-agent" is fully rolled out
      When I run "kubectl events"
      Then the output looks like:
        """
        LAST SEEN   TYPE     REASON             OBJECT                 MESSAGE
        …
        …           Normal   SuccessfulCreate   DaemonSet/node-agent   Created pod: node-agent-…
        …
        …           Normal   Scheduled          Pod/node-agent-…       Successfully assigned default/node-agent-… to node2
        """

    @DS-KUBECTL-038 @needs-pod-readiness
    Scenario: The logs of a container that never started
      Given image "agent:v1" cannot be pulled
      And the DaemonSet "node-agent" is created
      When I run "kubectl logs ds/node-agent"
      Then the request is rejected with "is waiting to start: trying and failing to pull image"
