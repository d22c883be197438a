@workloads
Feature: Disruption budgets
  A PodDisruptionBudget limits how many pods may be evicted at once. It needs to know
  how many there should be; a Deployment can tell, a DaemonSet cannot.

  Background:
    Given a cluster with nodes:
      | name  |
      | node1 |
      | node2 |
      | node3 |

  Rule: A budget over a Deployment may be a share of its replicas

    @DS-PDB-001
    Scenario: A drain waits for replicas to be back
      Given the Deployment "web" is fully rolled out with:
        | replicas | 3 |
      And I apply:
        """
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata: {name: web}
        spec:
          maxUnavailable: 1
          selector: {matchLabels: {app: web}}
        """
      When node1 is drained
      Then at every moment the Deployment "web" had at least 2 ready pods and at most 3 pods
      And the Deployment "web" runs 3 pods

  Rule: A drain tries a protected pod again, and moves the others meanwhile

    @DS-PDB-004
    Scenario: One pod must stay, the other goes
      Given I apply:
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: free}
        spec: {nodeName: node1, containers: [{name: main, image: "web:v1"}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: guarded, labels: {app: guarded}}
        spec: {nodeName: node1, containers: [{name: main, image: "web:v1"}]}
        ---
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata: {name: guarded}
        spec:
          minAvailable: 1
          selector: {matchLabels: {app: guarded}}
        """
      When I run "kubectl drain node1 --force --timeout=8s"
      Then the output looks like:
        """
        node/node1 cordoned
        evicting pod default/free
        evicting pod default/guarded
        pod/free evicted
        evicting pod default/guarded
        evicting pod default/guarded
        Warning: deleting Pods that declare no controller: default/free, default/guarded
        error when evicting pods/"guarded" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.
        error when evicting pods/"guarded" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.
        There are pending pods in node "node1" when an error occurred: error when evicting pods/"guarded" -n "default": global timeout reached: 8s
        pod/guarded
        error: unable to drain node "node1" due to error: error when evicting pods/"guarded" -n "default": global timeout reached: 8s, continuing command...
        There are pending nodes to be drained:
         node1
        error when evicting pods/"guarded" -n "default": global timeout reached: 8s
        """

  Rule: A budget over daemon pods needs a whole number of pods that must stay

    Background:
      Given the DaemonSet "node-agent" is fully rolled out

    @DS-PDB-002
    Scenario: minAvailable as a number is counted
      When I apply:
        """
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata: {name: agents}
        spec:
          minAvailable: 2
          selector: {matchLabels: {app: node-agent}}
        """
      And I run "kubectl get pdb agents -o jsonpath={.status.currentHealthy}/{.status.desiredHealthy}/{.status.disruptionsAllowed}"
      Then the output is:
        """
        3/2/1
        """

    @DS-PDB-002
    Scenario: maxUnavailable allows nothing, since a DaemonSet has no scale
      When I apply:
        """
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata: {name: agents}
        spec:
          maxUnavailable: 1
          selector: {matchLabels: {app: node-agent}}
        """
      And I run "kubectl get pdb agents -o jsonpath='{.status.disruptionsAllowed}, {.status.conditions[0].reason}: {.status.conditions[0].message}'"
      Then the output is:
        """
        0, SyncFailed: daemonsets.apps does not implement the scale subresource
        """

    @DS-PDB-003
    Scenario: A rolling update does not ask the budget
      Given I apply:
        """
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata: {name: agents}
        spec:
          minAvailable: 3
          selector: {matchLabels: {app: node-agent}}
        """
      When "node-agent" rolls out image "agent:v2"
      Then the rollout of "node-agent" is complete
