@api
Feature: What goes with a DaemonSet that is deleted
  A pod names the DaemonSet as its owner. When the owner goes, the garbage
  collector looks after what it owned, as the deletion asked.

  Background:
    Given a cluster with nodes:
      | name  |
      | node1 |
      | node2 |
    And the DaemonSet "node-agent" is fully rolled out

  Rule: Background deletion is the default: the owner goes first

    @DS-GC-001
    Scenario: Pods and revisions follow the DaemonSet
      When I run "kubectl delete ds node-agent"
      And I run "kubectl get pods,controllerrevisions"
      Then the output is:
        """
        No resources found in default namespace.
        """

  Rule: Foreground deletion keeps the owner until its dependents are gone

    @DS-GC-002
    Scenario: A pod that is kept keeps the DaemonSet
      Given the pod of "node-agent" on node1 has finalizer "example.com/wait"
      When I run "kubectl delete ds node-agent --cascade=foreground --wait=false"
      And I run "kubectl get ds node-agent -o jsonpath={.metadata.finalizers}"
      Then the output is:
        """
        ["foregroundDeletion"]
        """

  Rule: Orphaned dependents stay as they are

    @DS-GC-003
    Scenario: Orphaned pods lose their owner and run on
      When I run "kubectl delete ds node-agent --cascade=orphan"
      And I run "kubectl get pods -o jsonpath={.items[*].metadata.ownerReferences}"
      Then the output is:
        """
        """
      And "node-agent" runs on every node

  Rule: A rehearsal changes nothing

    @DS-GC-004
    Scenario: The server checks a dry run like any request, and stores nothing of it
      When I run "kubectl delete ds node-agent --dry-run=server"
      Then the output is:
        """
        daemonset.apps "node-agent" deleted from default namespace (server dry run)
        """
      And "node-agent" runs on every node

    @DS-GC-005
    Scenario: A dry run is refused for the same reasons
      When I run "kubectl set image ds/node-agent *=\"\" --dry-run=server"
      Then the request is rejected with:
        """
        spec.template.spec.containers[0].image: Required value
        """

  Rule: A namespace is emptied before it goes

    @DS-GC-006
    Scenario: The pods of the namespace go first, and it says what it waits for
      Given I run "kubectl create namespace team"
      And I run "kubectl apply -n team -f -" with:
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: kept, finalizers: [example.com/wait]}
        spec:
          containers: [{name: main, image: "agent:v1"}]
        """
      When I run "kubectl delete namespace team --wait=false"
      And I run "kubectl get namespace team -o jsonpath={.status.conditions[3].message}"
      Then the output is:
        """
        Some resources are remaining: pods. has 1 resource instances
        """

    @DS-GC-007
    Scenario: A DaemonSet in a namespace that ends cannot replace its pods
      Given I run "kubectl create namespace team"
      And I run "kubectl apply -n team -f features/manifests/nginx.yaml"
      When I run "kubectl delete namespace team"
      And I run "kubectl get ds -A -o name"
      Then the output is:
        """
        daemonset.apps/node-agent
        """
