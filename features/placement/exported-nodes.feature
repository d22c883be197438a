@placement
Feature: Trying a DaemonSet on the nodes of a real cluster
  What `kubectl get nodes -o yaml` prints is enough to see where the pods of a
  DaemonSet would go: names, labels, taints and room are taken from there.

  Rule: Labels, taints and room of exported nodes count

    @DS-PLACE-070
    Scenario: A closed node gets no pod, and a full one gets a pod that waits
      Given the nodes of "features/manifests/exported-nodes.yaml"
      When the DaemonSet "node-agent" is created with:
        | cpu | 1 |
      Then the pods of "node-agent" are:
        | node                     | phase   |
        | ip-10-0-0-2.ec2.internal | Running |
        | ip-10-0-0-3.ec2.internal | Pending |
      And "node-agent" has no pod on "ip-10-0-0-1.ec2.internal" because "node-role.kubernetes.io/control-plane"
