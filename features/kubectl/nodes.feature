@kubectl
Feature: Labels, taints, cordon and drain
  Where a DaemonSet runs is decided on the nodes: labels let its pod in, taints
  keep it out. A drain empties a node for maintenance, and has to leave the
  daemon pods where they are.

  Background:
    Given a cluster with nodes:
      | name    |
      | node1   |
      | node2   |
      | node-01 |

  Rule: Commands about nodes answer in one line for each node

    @DS-KUBECTL-010
    Scenario Outline: <command>
      When I run "kubectl <command>"
      Then the output is:
        """
        <answer>
        """

      Examples:
        | command                                 | answer                        |
        | label nodes node1 disktype=ssd          | node/node1 labeled            |
        | label nodes node2 disktype=ssd          | node/node2 labeled            |
        | label nodes node-01 disktype=ssd        | node/node-01 labeled          |
        | taint node node2 gpu=:NoSchedule        | node/node2 tainted            |
        | cordon node2                            | node/node2 cordoned           |
        | uncordon node2                          | node/node2 already uncordoned |

    @DS-KUBECTL-017
    Scenario Outline: What contradicts the node is refused: <command>
      Given I run "kubectl label nodes node1 disktype=ssd"
      And I run "kubectl taint nodes node1 gpu=yes:NoSchedule"
      When I run "kubectl <command>"
      Then the request is rejected with:
        """
        error: <answer>
        """

      Examples:
        | command                               | answer                                                                             |
        | label nodes node1 disktype=hdd        | 'disktype' already has a value (ssd), and --overwrite is false                     |
        | taint nodes node1 gpu=no:NoSchedule   | node node1 already has gpu taint(s) with same effect(s) and --overwrite is false   |
        | taint nodes node1 cpu-                | taint "cpu" not found                                                              |

  Rule: A label brings the pod to the node, and its removal takes it away

    @DS-KUBECTL-013
    Scenario: Labels are listed by get
      Given I run "kubectl label nodes node1 disktype=ssd"
      And I run "kubectl label nodes node2 disktype=ssd"
      And I run "kubectl label nodes node1 disktype-"
      When I run "kubectl get nodes --show-labels"
      Then the output looks like:
        """
        NAME      STATUS   ROLES    AGE   VERSION   LABELS
        node-01   Ready    <none>   …     …         …kubernetes.io/hostname=node-01,kubernetes.io/os=linux
        node1     Ready    <none>   …     …         …kubernetes.io/hostname=node1,kubernetes.io/os=linux
        node2     Ready    <none>   …     …         …disktype=ssd,…kubernetes.io/hostname=node2,kubernetes.io/os=linux
        """

    @DS-KUBECTL-018
    Scenario: The DaemonSet follows the label
      Given the manifest "features/manifests/monitoring-agent-on-ssd.yaml" is applied
      And I run "kubectl label nodes node1 node2 disktype=ssd"
      When I run "kubectl label nodes node1 disktype-"
      Then the output is:
        """
        node/node1 unlabeled
        """
      And "monitoring-agent" runs on exactly node2

  Rule: A drain moves everything but daemon pods

    @DS-KUBECTL-019
    Scenario: Daemon pods forbid a drain that does not expect them
      Given the DaemonSet "node-agent" is fully rolled out
      When I run "kubectl drain node1"
      Then the output looks like:
        """
        node/node1 cordoned
        error: unable to drain node "node1" due to error: cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore): default/node-agent-…, continuing command...
        There are pending nodes to be drained:
         node1
        cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore): default/node-agent-…
        """
      And the exit code is 1

    @DS-KUBECTL-019
    Scenario: With --ignore-daemonsets they stay, and the others go
      Given the DaemonSet "node-agent" is fully rolled out
      And the pod "web" on node1 requests 1 cpu
      When I run "kubectl drain node1 --ignore-daemonsets --force"
      Then the output looks like:
        """
        node/node1 cordoned
        evicting pod default/web
        pod/web evicted
        node/node1 drained
        Warning: ignoring DaemonSet-managed Pods: default/node-agent-…; deleting Pods that declare no controller: default/web
        """
      And "node-agent" runs on exactly every node

    @DS-KUBECTL-026
    Scenario: A cordoned node shows it, and keeps its daemon pod
      Given the DaemonSet "node-agent" is fully rolled out
      And I run "kubectl cordon node1"
      When I run "kubectl get nodes node1 --no-headers"
      Then the output looks like:
        """
        node1 Ready,SchedulingDisabled <none> … …
        """
      And "node-agent" runs on exactly every node
