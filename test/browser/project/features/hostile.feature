@hostile
Feature: </script><img src=x onerror="window.harmed=1"><script>window.harmed=1</script>
  <b>bold</b> <!-- &amp; <style>*{display:none}</style>

  Rule: <iframe src="javascript:window.harmed=1"></iframe>

    @DS-LOOK-008
    Scenario: "><svg onload="window.harmed=1"> &#60; {{constructor}} __proto__
      Given a cluster with nodes:
        | name | labels                                      |
        | n1   | x=</script><img src=x onerror=window.harmed> |
      When the DaemonSet "</script><script>window.harmed=1</script>" is fully rolled out

    @DS-LOOK-008
    Scenario Outline: Values <value>
      Given a cluster of 1 nodes
      Then the cluster says "<value>"

      Examples:
        | value                                   |
        | </script><img onerror=window.harmed=1>  |
        | <math><mtext></mtext><script>           |
