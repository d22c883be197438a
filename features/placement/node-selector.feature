@placement
Feature: Choosing nodes by label
  Some daemons belong on some nodes only: a disk agent where there are SSDs, a
  driver where there is a GPU. The choice follows the labels as they change.

  Background:
    Given a cluster with nodes:
      | name  | labels       |
      | node1 | disktype=ssd |
      | node2 | disktype=hdd |
      | node3 |              |

  Rule: nodeSelector demands every label it lists, with exactly that value

    @DS-PLACE-020
    Scenario: Only matching nodes run the pod
      When I apply "features/manifests/monitoring-agent-on-ssd.yaml"
      Then "monitoring-agent" runs on exactly node1
      And "monitoring-agent" has no pod on node2 because "nodeSelector wants disktype=ssd"

    @DS-PLACE-021
    Scenario: A selector that no node satisfies runs nothing and is no error
      Given the DaemonSet "node-agent" is fully rolled out with:
        | nodeSelector | gpu=true |
      Then "node-agent" runs on no node
      And the status of "node-agent" is:
        | desired | current | ready |
        | 0       | 0       | 0     |

    @DS-PLACE-022
    Scenario: A node must carry all labels of the selector
      Given node3 has label disktype=ssd
      And node3 has label zone=b
      When the DaemonSet "node-agent" is fully rolled out with:
        | nodeSelector | disktype=ssd, zone=b |
      Then "node-agent" runs on exactly node3

  Rule: Pods come and go as labels change

    Background:
      Given the manifest "features/manifests/monitoring-agent-on-ssd.yaml" is applied

    @DS-PLACE-023
    Scenario: A node that gets the label gets the pod
      When node3 receives label disktype=ssd
      Then "monitoring-agent" runs on exactly node1 and node3

    @DS-PLACE-024
    Scenario: A node that loses the label loses the pod
      When node1 loses label disktype
      Then "monitoring-agent" runs on no node

    @DS-PLACE-025
    Scenario: A changed value counts as a lost label
      When node1 receives label disktype=nvme
      Then "monitoring-agent" runs on no node

    @DS-PLACE-026 @needs-virtual-time
    Scenario: A lost label is not noticed while the pod still waits for its node
      The controller looks for pods by the node that they are bound to, and this one
      is bound to none.

      Given node4 joins with:
        | labels | disktype=ssd |
        | cpu    | 1            |
      And "monitoring-agent" is changed to:
        | cpu | 2 |
      When node4 loses label disktype
      And 1m passes
      Then the pods of "monitoring-agent" are:
        | node  | phase   |
        | node1 | Running |
        | node4 | Pending |
