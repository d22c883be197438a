@api
Feature: Patches
  A patch says only what is to change. Lists of named things are merged name by
  name, so that a patch need not repeat the rest.

  Background:
    Given a cluster with nodes:
      | name  |
      | node1 |
    And the DaemonSet "node-agent" is fully rolled out

  Rule: A strategic merge patch merges lists by name, in the order of the patch

    @DS-API-017
    Scenario: What a patch adds comes before what it does not name
      When I run "kubectl patch ds node-agent -p 'spec: {template: {spec: {containers: [{name: side, image: \"side:1\"}]}}}'"
      And I run "kubectl get ds node-agent -o jsonpath='{.spec.template.spec.containers[0].name}'"
      Then the output is:
        """
        side
        """

    @DS-API-017
    Scenario: A list that was not there is taken as it is
      When I run "kubectl patch ds node-agent -p 'spec: {template: {spec: {hostAliases: [{ip: 10.0.0.1}, {ip: 10.0.0.1}]}}}'"
      And I run "kubectl get ds node-agent -o jsonpath='{.spec.template.spec.hostAliases[*].ip}'"
      Then the output is:
        """
        10.0.0.1 10.0.0.1
        """

  Rule: A patch that does not fit the type is refused

    @DS-API-018
    Scenario Outline: <mistake>
      When I run "kubectl patch ds node-agent -p 'spec: <spec>'"
      Then the request is rejected with:
        """
        The request is invalid: patch: Invalid value: "map[spec:<shown>]": <complaint>
        """

      Examples:
        | mistake                    | spec                                      | shown                                                | complaint                        |
        | A text for a number        | {minReadySeconds: soon}                   | map[minReadySeconds:soon]                            | unrecognized type: int32         |
        | A fraction for a number    | {minReadySeconds: 0.5}                    | map[minReadySeconds:0.5]                             | cannot convert float64 to int32  |
        | A map for a list           | {template: {spec: {tolerations: {a: b}}}} | map[template:map[spec:map[tolerations:map[a:b]]]]    | cannot restore slice from map    |
        | A number for a text        | {template: {spec: {hostname: 7}}}         | map[template:map[spec:map[hostname:7]]]              | cannot convert int64 to string   |

  Rule: A patch changes what an object is like, not which object it is

    @DS-API-019
    Scenario Outline: A patch of the <field> is refused
      When I run "kubectl patch ds node-agent -p 'metadata: {<field>: other}'"
      Then the request is rejected with:
        """
        Error from server (BadRequest): <complaint>
        """

      Examples:
        | field     | complaint                                                                                 |
        | name      | the name of the object (other) does not match the name on the URL (node-agent)            |
        | namespace | the namespace of the provided object does not match the namespace sent on the request     |
