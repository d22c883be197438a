@update-strategy
Feature: Updating by hand
  With OnDelete a new template waits. Each node changes when somebody deletes its
  pod: the careful way to update storage, and the simplest canary.

  Background:
    Given a cluster with nodes:
      | name  |
      | node1 |
      | node2 |
      | node3 |
    And the manifest "features/manifests/storage-plugin-on-delete.yaml" is applied

  Rule: A new template touches no running pod

    @DS-ONDEL-001
    Scenario: Changing the image restarts nothing
      When "storage-plugin" rolls out image "storage-plugin:v3"
      Then the pods of "storage-plugin" are:
        | node  | image             |
        | node1 | storage-plugin:v2 |
        | node2 | storage-plugin:v2 |
        | node3 | storage-plugin:v2 |
      And the status of "storage-plugin" is:
        | desired | ready | up-to-date |
        | 3       | 3     | 0          |

  Rule: A deleted pod comes back with the new template

    @DS-ONDEL-002
    Scenario: One node is the canary
      Given "storage-plugin" rolls out image "storage-plugin:v3"
      When the pod of "storage-plugin" on node1 is deleted
      Then the pods of "storage-plugin" are:
        | node  | image             |
        | node1 | storage-plugin:v3 |
        | node2 | storage-plugin:v2 |
        | node3 | storage-plugin:v2 |
      And the status of "storage-plugin" is:
        | desired | ready | up-to-date |
        | 3       | 3     | 1          |

  Rule: Everything but the rollout goes on as usual

    @DS-ONDEL-004
    Scenario: The status says how many pods wait to be replaced
      Given "storage-plugin" rolls out image "storage-plugin:v3"
      When the pod of "storage-plugin" on node2 is deleted
      Then the status of "storage-plugin" is:
        | desired | up-to-date | available |
        | 3       | 1          | 3         |

    @DS-ONDEL-005
    Scenario: A node that joins starts with the new template
      Given "storage-plugin" rolls out image "storage-plugin:v3"
      When node4 joins
      Then the pods of "storage-plugin" are:
        | node  | image             |
        | node1 | storage-plugin:v2 |
        | node2 | storage-plugin:v2 |
        | node3 | storage-plugin:v2 |
        | node4 | storage-plugin:v3 |
