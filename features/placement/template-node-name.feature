@placement
Feature: A template that names its node
  A template may bind its pods to one node by nodeName. The scheduler then has no
  say, but the rules of the DaemonSet still hold.

  Background:
    Given a cluster with nodes:
      | name  | labels       | taints                  |
      | node1 | disktype=ssd |                         |
      | node2 |              |                         |
      | node3 | disktype=ssd | dedicated=db:NoSchedule |

  Rule: Only the named node runs the pod, and only if it is eligible otherwise

    @DS-PLACE-040
    Scenario: The named node gets the only pod
      When the DaemonSet "node-agent" is created with:
        | nodeName | node2 |
      Then "node-agent" runs on exactly node2
      And the status of "node-agent" is:
        | desired | current | ready |
        | 1       | 1       | 1     |

    @DS-PLACE-041
    Scenario: A name that no node has leads to no pods and no error
      When the DaemonSet "node-agent" is created with:
        | nodeName | node9 |
      Then "node-agent" runs on no node
      And the status of "node-agent" is:
        | desired | observed generation |
        | 0       | 1                   |

    @DS-PLACE-042
    Scenario: The named node must satisfy the nodeSelector
      When the DaemonSet "node-agent" is created with:
        | nodeName     | node2        |
        | nodeSelector | disktype=ssd |
      Then "node-agent" runs on no node

    @DS-PLACE-043
    Scenario: The named node must not have a taint that is not tolerated
      When the DaemonSet "node-agent" is created with:
        | nodeName | node3 |
      Then "node-agent" has no pod on node3 because "untolerated taint {dedicated: db}"
