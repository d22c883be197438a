@api
Feature: Fields have owners
  Server-side apply remembers who set which field. Several tools can then share
  one DaemonSet: each changes and removes what is its own, and is told before it
  would overwrite somebody else.

  Background:
    Given a cluster with nodes:
      | name  |
      | node1 |
    And I run "kubectl apply --server-side -f -" with:
      """
      apiVersion: apps/v1
      kind: DaemonSet
      metadata: {name: agent}
      spec:
        selector: {matchLabels: {app: agent}}
        template:
          metadata: {labels: {app: agent}}
          spec:
            containers: [{name: main, image: "agent:v1"}]
      """

  Rule: Another manager's field is not overwritten by accident

    @DS-APPLY-001
    Scenario: An image that somebody else applies is a conflict
      When I run "kubectl apply --server-side --field-manager=pipeline -f -" with:
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: agent}
        spec:
          template:
            spec:
              containers: [{name: main, image: "agent:v3"}]
        """
      Then the request is rejected with:
        """
        error: Apply failed with 1 conflict: conflict with "kubectl": .spec.template.spec.containers[name="main"].image
        """

    @DS-APPLY-007
    Scenario: What a command changes is that command's from then on
      Given I run "kubectl set image ds/agent main=agent:v2"
      When I run "kubectl apply --server-side -f -" with:
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: agent}
        spec:
          template:
            spec:
              containers: [{name: main, image: "agent:v1"}]
        """
      Then the request is rejected with:
        """
        conflict with "kubectl-set" using apps/v1: .spec.template.spec.containers[name="main"].image
        """

    @DS-APPLY-002
    Scenario: --force-conflicts takes the field over
      When I run "kubectl apply --server-side --force-conflicts --field-manager=pipeline -f -" with:
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: agent}
        spec:
          template:
            spec:
              containers: [{name: main, image: "agent:v3"}]
        """
      Then the output is:
        """
        daemonset.apps/agent serverside-applied
        """
      And the pods of "agent" are:
        | node  | image    |
        | node1 | agent:v3 |

  Rule: A manager removes what is its own, and nothing else

    @DS-APPLY-003
    Scenario: A label that its manager no longer applies goes, another's stays
      Given I run "kubectl label ds agent team=storage"
      And I run "kubectl apply --server-side --field-manager=inventory -f -" with:
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: agent, labels: {cost-center: "42"}}
        """
      When I run "kubectl apply --server-side --field-manager=inventory -f -" with:
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: agent}
        """
      And I run "kubectl get ds agent -o jsonpath={.metadata.labels}"
      Then the output is:
        """
        {"team":"storage"}
        """

    @DS-APPLY-004
    Scenario: The owners can be read
      When I run "kubectl apply --server-side --field-manager=inventory -f -" with:
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: agent, labels: {cost-center: "42"}}
        """
      And I run "kubectl get ds agent -o jsonpath='{.metadata.managedFields[?(@.manager==\"inventory\")].fieldsV1}'"
      Then the output is:
        """
        {"f:metadata":{"f:labels":{"f:cost-center":{}}}}
        """

  Rule: Who has applied from the client may go on from the server

    @DS-APPLY-005
    Scenario: kubectl takes over its own fields, and drops what has left the file
      Given the DaemonSet:
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: shipper, labels: {team: logs}}
        spec:
          selector: {matchLabels: {app: shipper}}
          template:
            metadata: {labels: {app: shipper}}
            spec:
              containers: [{name: main, image: "shipper:v1"}]
        """
      When I run "kubectl apply --server-side -f -" with:
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: shipper}
        spec:
          selector: {matchLabels: {app: shipper}}
          template:
            metadata: {labels: {app: shipper}}
            spec:
              containers: [{name: main, image: "shipper:v2"}]
        """
      And I run "kubectl get ds shipper -o jsonpath={.metadata.labels}{.spec.template.spec.containers[0].image}"
      Then the output is:
        """
        shipper:v2
        """

  Rule: What does not fit the type is refused as a whole

    @DS-APPLY-006
    Scenario: An unknown field is named with its path
      When I run "kubectl apply --server-side -f -" with:
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: agent}
        spec: {replicas: 3}
        """
      Then the request is rejected with:
        """
        failed to create typed patch object (default/agent; apps/v1, Kind=DaemonSet): .spec.replicas: field not declared in schema
        """
