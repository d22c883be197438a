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

  Rule: All mistakes are named at once

    @DS-API-013
    Scenario: Three mistakes are three lines, in the order of the fields
      When I apply:
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: agent}
        spec:
          selector: {matchLabels: {app: agent}}
          minReadySeconds: -1
          template:
            metadata: {labels: {app: agent}}
            spec:
              volumes: [{name: data, hostPath: {path: ""}}]
              containers: [{name: Main, image: "agent:v1"}]
        """
      Then the request is rejected with:
        """
        The DaemonSet "agent" is invalid:
        * spec.template.spec.volumes[0].hostPath.path: Required value
        * spec.template.spec.containers[0].name: Invalid value: "Main": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')
        * spec.minReadySeconds: Invalid value: -1: must be greater than or equal to 0
        """

    @DS-API-014
    Scenario Outline: <mistake> is refused
      Given the DaemonSet "node-agent" is fully rolled out
      When I run "kubectl patch ds node-agent --type merge -p 'spec: {template: {spec: <spec>}}'"
      Then the request is rejected with:
        """
        spec.template.spec.<complaint>
        """

      Examples:
        | mistake                         | spec                                                      | complaint                                                                                                     |
        | A name server without address   | {dnsConfig: {nameservers: [dns]}}                         | dnsConfig.nameservers[0]: Invalid value: "dns": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff) |
        | An unknown operating system     | {os: {name: plan9}}                                       | os: Unsupported value: "plan9": supported values: "linux", "windows"                                          |
        | A negative overhead             | {overhead: {cpu: -1}}                                     | overhead.limits[cpu]: Invalid value: "-1": must be greater than or equal to 0                                 |
        | A seccomp profile without file  | {securityContext: {seccompProfile: {type: Localhost}}}    | securityContext.seccompProfile.localhostProfile: Required value: must be set when seccomp type is Localhost   |
        | A host path that leads upwards  | {volumes: [{name: up, hostPath: {path: /a/../b}}]}        | volumes[0].hostPath.path: Invalid value: "/a/../b": must not contain '..'                                     |
        | A toleration without a key      | {tolerations: [{operator: Equal}]}                        | tolerations[0].operator: Invalid value: "Equal": operator must be Exists when `key` is empty                  |
