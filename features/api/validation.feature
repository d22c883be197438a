@api
Feature: What the API server accepts
  A manifest with a mistake is refused before anything happens in the cluster, in
  words that name the field.

  Background:
    Given a cluster with nodes:
      | name  |
      | node1 |

  Rule: The selector must match the template and can never change

    @DS-API-001
    Scenario: A selector that does not match the template's labels is refused
      When I apply:
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: agent}
        spec:
          selector: {matchLabels: {app: agent}}
          template:
            metadata: {labels: {app: other}}
            spec:
              containers: [{name: main, image: "agent:v1"}]
        """
      Then the request is rejected with:
        """
        spec.template.metadata.labels: Invalid value: {"app":"other"}: `selector` does not match template `labels`
        """

    @DS-API-002
    Scenario: The selector of an existing DaemonSet is immutable
      Given the manifest "features/manifests/nginx.yaml" is applied
      When I apply:
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: nginx-daemonset}
        spec:
          selector: {matchLabels: {app: other}}
          template:
            metadata: {labels: {app: other}}
            spec:
              containers: [{name: nginx, image: "nginx:1.15.4"}]
        """
      Then the request is rejected with:
        """
        field is immutable
        """

  Rule: Daemon pods always restart, and nobody counts them

    @DS-API-003
    Scenario: Another restart policy is refused
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
              restartPolicy: OnFailure
              containers: [{name: main, image: "agent:v1"}]
        """
      Then the request is rejected with:
        """
        spec.template.spec.restartPolicy: Unsupported value: "OnFailure": supported values: "Always"
        """

    @DS-API-004
    Scenario: A DaemonSet has no replicas
      When I apply:
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: agent}
        spec:
          replicas: 3
          selector: {matchLabels: {app: agent}}
          template:
            metadata: {labels: {app: agent}}
            spec:
              containers: [{name: main, image: "agent:v1"}]
        """
      Then the request is rejected with:
        """
        strict decoding error: unknown field "spec.replicas"
        """

  Rule: Values have types

    @DS-API-005
    Scenario: A boolean is no label value
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
              nodeSelector: {gpu: true}
              containers: [{name: main, image: "agent:v1"}]
        """
      Then the request is rejected with:
        """
        cannot unmarshal bool into Go struct field PodSpec.spec.template.spec.nodeSelector of type string
        """

    @DS-API-006
    Scenario: A quoted one is
      Given node2 joins with label gpu=true
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
              nodeSelector: {gpu: "true"}
              containers: [{name: main, image: "agent:v1"}]
        """
      Then "agent" runs on exactly node2

    @DS-API-007
    Scenario: A kind that does not exist is no match
      When I apply:
        """
        apiVersion: apps/v1
        kind: DeamonSet
        metadata: {name: agent}
        """
      Then the request is rejected with:
        """
        no matches for kind "DeamonSet" in version "apps/v1"
        """

  Rule: Numbers have bounds

    @DS-API-008
    Scenario Outline: <field> must not be negative
      Given the DaemonSet "node-agent" is fully rolled out
      When "node-agent" is changed to:
        | <field> | -1 |
      Then the request is rejected with "must be greater than or equal to 0"

      Examples:
        | field                |
        | minReadySeconds      |
        | revisionHistoryLimit |
        | maxUnavailable       |

    @DS-API-009
    Scenario: A history of no old revisions is allowed
      Given the DaemonSet "node-agent" is fully rolled out
      When "node-agent" is changed to:
        | revisionHistoryLimit | 0 |
      Then the request is accepted
