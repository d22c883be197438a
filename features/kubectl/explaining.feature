@kubectl
Feature: Reading about fields and commands
  `kubectl explain` shows the fields of a kind with their types, without leaving
  the terminal. A mistyped command is answered with the one that was meant.

  Background:
    Given a cluster of 1 node

  Rule: explain describes the fields

    @DS-KUBECTL-031
    Scenario: The limits of a rolling update
      When I run "kubectl explain ds.spec.updateStrategy.rollingUpdate"
      Then the output looks like:
        """
        GROUP:      apps
        KIND:       DaemonSet
        VERSION:    v1

        FIELD: rollingUpdate <RollingUpdateDaemonSet>
        …
        FIELDS:
          maxSurge	<IntOrString>
        …
          maxUnavailable	<IntOrString>
        …
        """

    @DS-KUBECTL-031
    Scenario: A field that does not exist
      When I run "kubectl explain ds.spec.replicas"
      Then the request is rejected with:
        """
        error: field "replicas" does not exist
        """

    @DS-KUBECTL-046
    Scenario: All fields below, without their descriptions
      When I run "kubectl explain ds.spec.updateStrategy --recursive"
      Then the output looks like:
        """
        …
        FIELDS:
          rollingUpdate	<RollingUpdateDaemonSet>
            maxSurge	<IntOrString>
            maxUnavailable	<IntOrString>
          type	<string>
          enum: OnDelete, RollingUpdate
        """

  Rule: A wrong command is a sentence

    @DS-KUBECTL-039
    Scenario: A mistyped command
      When I run "kubectl gett ds"
      Then the request is rejected with:
        """
        error: unknown command "gett" for "kubectl"

        Did you mean this?
        """

    @DS-KUBECTL-047
    Scenario: What a simulated cluster cannot do
      When I run "kubectl exec ds/node-agent -- ls"
      Then the request is rejected with:
        """
        error: kubectl exec is not simulated: containers run no programs here; use get, describe and events to look at pods
        """
