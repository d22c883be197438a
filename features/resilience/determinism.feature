@resilience
Feature: The same seed tells the same story
  Kubernetes leaves some choices open, such as which of several equal nodes goes
  first. Here the scenario's seed makes them, so that a run can be repeated to the
  letter.

  Rule: A replay repeats every event, in order and in time

    @DS-RUN-001 @needs-virtual-time
    Scenario: Two runs of a rollout leave the same journal
      Given a cluster of 20 nodes
      And the DaemonSet "node-agent" is fully rolled out
      When "node-agent" rolls out image "agent:v2" with maxUnavailable 25%
      Then a replay of this scenario leaves the same journal
