@api
Feature: What a manifest does not say
  A short manifest works because the API server fills in the rest. Knowing the
  defaults is knowing what a short manifest does.

  Background:
    Given a cluster with nodes:
      | name  |
      | node1 |
      | node2 |

  Rule: Everything needed to run and to update safely has a default

    @DS-API-010
    Scenario Outline: <field> defaults to <value>
      Given the manifest "features/manifests/nginx.yaml" is applied
      When I run "kubectl get ds nginx-daemonset -o jsonpath={<path>}"
      Then the output is:
        """
        <value>
        """

      Examples:
        | field                | path                                              | value         |
        | updateStrategy       | .spec.updateStrategy.type                         | RollingUpdate |
        | maxUnavailable       | .spec.updateStrategy.rollingUpdate.maxUnavailable | 1             |
        | maxSurge             | .spec.updateStrategy.rollingUpdate.maxSurge       | 0             |
        | revisionHistoryLimit | .spec.revisionHistoryLimit                        | 10            |
        | restartPolicy        | .spec.template.spec.restartPolicy                 | Always        |
        | dnsPolicy            | .spec.template.spec.dnsPolicy                     | ClusterFirst  |

  Rule: A complete manifest is accepted as it stands

    @DS-API-011
    Scenario: Requests, limits, probes, priority and capabilities together
      When I apply "features/manifests/best-practices.yaml"
      Then "kube-system/best-practices" runs on every node

    @DS-API-012
    Scenario: A system priority class gives its pods a priority
      Given the manifest "features/manifests/best-practices.yaml" is applied
      When I run "kubectl get pods -n kube-system -l app=best-practices -o jsonpath={.items[0].spec.priority}"
      Then the output is:
        """
        2000001000
        """
