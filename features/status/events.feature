@status
Feature: What the controller reports as events
  Events tell what was done to pods and what could not be done. Placement,
  adoption and the progress of a rollout are not told.

  Background:
    Given a cluster of 2 nodes

  Rule: Creating and deleting pods is reported, with the pod's name

    @DS-EVT-001
    Scenario: A pod that was created is named
      When the DaemonSet "node-agent" is created
      Then the event SuccessfulCreate was recorded on "node-agent" saying "Created pod: node-agent-"
      And the event SuccessfulCreate was recorded 2 times on "node-agent"

    @DS-EVT-002
    Scenario: A pod that was deleted is named
      Given the DaemonSet "node-agent" is fully rolled out
      When node2 receives taint maintenance=now:NoExecute
      Then the event SuccessfulDelete was recorded on "node-agent" saying "Deleted pod: node-agent-"
      And the event SuccessfulDelete was recorded 1 time on "node-agent"

  Rule: What the API server refuses is reported in its own words

    @DS-EVT-003
    Scenario: A pod that may not be created is reported
      When the DaemonSet "node-agent" is created with:
        | serviceAccountName | nobody |
      Then the event FailedCreate was recorded on "node-agent" saying "error looking up service account default/nobody"

    @DS-EVT-004 @needs-fault-injection
    Scenario: A pod that could not be deleted is reported, and deleted later
      Given the DaemonSet "node-agent" is fully rolled out
      And the next pod deletion fails with "etcdserver: request timed out"
      When node2 receives taint maintenance=now:NoExecute
      Then the event FailedDelete was recorded on "node-agent" saying "Error deleting: etcdserver: request timed out"
      And "node-agent" runs on exactly node1

  Rule: Pods that ended are reported before they are deleted

    @DS-EVT-005 @needs-pod-readiness
    Scenario: A failed pod is reported with its node
      Given the DaemonSet "node-agent" is fully rolled out
      When the pod of "node-agent" on node2 fails
      Then the event FailedDaemonPod was recorded on "node-agent" saying "on node node2, will try to kill it"

  Rule: Nothing is said about pods that may not or cannot start

    @DS-EVT-006
    Scenario: No event for a node that lacks room, and none for a tainted one
      Given node3 joins with:
        | cpu | 1 |
      And node4 joins with taint dedicated=db:NoSchedule
      When the DaemonSet "node-agent" is created with:
        | cpu | 2 |
      Then no event FailedPlacement was recorded on "node-agent"
      And no event FailedCreate was recorded on "node-agent"
      And the event FailedScheduling was recorded on a pod of "node-agent"

    @DS-EVT-007
    Scenario: No event for a pod that is adopted
      Given I apply:
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: stranger, labels: {app: node-agent}}
        spec:
          nodeName: node1
          containers: [{name: main, image: "stranger:1"}]
        """
      When the DaemonSet "node-agent" is created with:
        | updateStrategy | OnDelete |
      Then the event SuccessfulCreate was recorded 1 time on "node-agent"
