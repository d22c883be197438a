@update-strategy
Feature: What changes while a rollout is under way
  A rollout has no memory. Each look starts from the nodes, the pods and the
  template as they are, so whatever changes midway simply counts.

  Background:
    Given a cluster of 4 nodes
    And the DaemonSet "node-agent" is fully rolled out
    And image "agent:v2" never becomes ready

  Rule: The strategy holds and resumes a rollout

    @DS-ROLL-020 @needs-pod-readiness
    Scenario: OnDelete holds a rollout where it stands
      Given "node-agent" rolls out image "agent:v2"
      And "node-agent" is changed to:
        | updateStrategy | OnDelete |
      When image "agent:v2" becomes ready at once
      Then the rollout of "node-agent" is stuck with 1 of 4 pods updated
      And 0 pods of "node-agent" were deleted

    @DS-ROLL-021
    Scenario: RollingUpdate takes up where OnDelete stood
      Given "node-agent" is changed to:
        | updateStrategy | OnDelete |
        | image          | agent:v3 |
      And the pod of "node-agent" on node2 is deleted
      When "node-agent" is changed to:
        | updateStrategy | RollingUpdate |
      Then the rollout of "node-agent" is complete
      And 3 pods of "node-agent" were deleted

    @DS-ROLL-022
    Scenario: RollingUpdate finds nothing to do where the template is the same
      Given "node-agent" is changed to:
        | updateStrategy | OnDelete |
      When "node-agent" is changed to:
        | updateStrategy | RollingUpdate |
      Then 0 pods of "node-agent" were deleted

    @DS-ROLL-023 @needs-pod-readiness
    Scenario: A larger budget moves a stuck rollout on
      Given "node-agent" rolls out image "agent:v2"
      When "node-agent" is changed to:
        | maxUnavailable | 3 |
      Then the rollout of "node-agent" is stuck with 3 of 4 pods updated

  Rule: A template that is reverted midway touches only what had changed

    @DS-ROLL-024 @needs-pod-readiness
    Scenario: Only the pod of the abandoned template is replaced
      Given "node-agent" rolls out image "agent:v2"
      When "node-agent" rolls out image "agent:v1"
      Then the rollout of "node-agent" is complete
      And 1 pod of "node-agent" was deleted

  Rule: Nodes that come and go count from the next look on

    @DS-ROLL-025 @needs-pod-readiness
    Scenario: A node that joins starts with the new template
      Given "node-agent" rolls out image "agent:v2"
      When node5 joins
      Then the pod of "node-agent" on node5 contains:
        """
        spec:
          containers: [{image: "agent:v2"}]
        """
      And the rollout of "node-agent" is stuck with 2 of 5 pods updated

    @DS-ROLL-026 @needs-pod-readiness
    Scenario: A node that leaves takes its unready pod and its share of the budget with it
      Given image "agent:v2" becomes ready at once
      And image "agent:v2" never becomes ready on node1
      And "node-agent" rolls out image "agent:v2"
      When node1 leaves
      And 2m pass
      Then the rollout of "node-agent" is complete

    @DS-ROLL-027 @needs-pod-readiness
    Scenario: A node that is no longer eligible frees the budget
      Given image "agent:v2" becomes ready at once
      And image "agent:v2" never becomes ready on node1
      And "node-agent" rolls out image "agent:v2"
      When node1 receives taint maintenance=now:NoExecute
      Then the rollout of "node-agent" is complete

  Rule: The rollout goes on as soon as its pods serve

    @DS-ROLL-028 @needs-pod-readiness
    Scenario: A new pod that becomes ready at last frees the budget
      Given image "agent:v2" becomes ready at once
      And image "agent:v2" never becomes ready on node1
      And "node-agent" rolls out image "agent:v2"
      When the pod of "node-agent" on node1 becomes ready
      Then the rollout of "node-agent" is complete

    @DS-ROLL-033 @needs-virtual-time
    Scenario: A shorter minReadySeconds counts for pods that are ready already
      Given "node-agent" is changed to:
        | minReadySeconds | 7200 |
      And "node-agent" starts to roll out image "agent:v3" with maxUnavailable 4
      And 10m pass
      When "node-agent" is changed to:
        | minReadySeconds | 0 |
      Then the rollout of "node-agent" is complete

    @DS-ROLL-029
    Scenario: A second change before the first has spread skips what is not yet out
      Given "node-agent" starts to roll out image "agent:v3" with maxUnavailable 1
      And 8s pass
      And "node-agent" starts to roll out image "agent:v4"
      When the cluster comes to rest
      Then the rollout of "node-agent" is complete
      And the revision history of "node-agent" is:
        | revision | image    | pods |
        | 1        | agent:v1 | 0    |
        | 2        | agent:v3 | 0    |
        | 3        | agent:v4 | 4    |
