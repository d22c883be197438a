@api
Feature: Warnings of the API server
  Not every mistake is refused. What will not do what its author expects is
  accepted with a warning, which kubectl prints.

  Background:
    Given a cluster with nodes:
      | name  |
      | node1 |

  Rule: What is accepted and yet probably wrong is warned of

    @DS-API-015
    Scenario: A nodeSelector by a label that is out of use
      When I apply:
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: agent}
        spec:
          selector: {matchLabels: {app: agent}}
          template:
            metadata: {labels: {app: agent}}
            spec:
              nodeSelector: {beta.kubernetes.io/os: linux}
              containers: [{name: main, image: "agent:1"}]
        """
      Then the output contains "spec.template.spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14"

  Rule: A field that there is not is refused, unless one asks for a warning

    @DS-API-016
    Scenario: A misspelt field
      When I apply:
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: agent}
        spec:
          minReadySecond: 5
          selector: {matchLabels: {app: agent}}
          template:
            metadata: {labels: {app: agent}}
            spec: {containers: [{name: main, image: "agent:1"}]}
        """
      Then the request is rejected with:
        """
        strict decoding error: unknown field "spec.minReadySecond"
        """

  Rule: The API server does not look for the priority class of a template

    @DS-DEP-007
    Scenario: A priority class that there is not keeps the pods away, not the set
      When I apply:
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: agent}
        spec:
          selector: {matchLabels: {app: agent}}
          template:
            metadata: {labels: {app: agent}}
            spec: {priorityClassName: high, containers: [{name: main, image: "agent:1"}]}
        """
      Then "agent" runs on no node
      And the event FailedCreate was recorded on "agent"
