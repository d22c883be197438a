/** Events about a DaemonSet: reasons and messages (DS-EVT-01). The list is complete: nothing else is told (DS-EVT-02). */
export const SUCCESSFUL_CREATE = 'SuccessfulCreate';
export const FAILED_CREATE = 'FailedCreate';
export const SUCCESSFUL_DELETE = 'SuccessfulDelete';
export const FAILED_DELETE = 'FailedDelete';
/** Only while the controller places pods itself (self-placement.ts). */
export const FAILED_PLACEMENT = 'FailedPlacement';
export const FAILED_DAEMON_POD = 'FailedDaemonPod';
export const SUCCEEDED_DAEMON_POD = 'SucceededDaemonPod';
export const SELECTING_ALL = 'SelectingAll';

export const SELECTING_ALL_MESSAGE = 'This daemon set is selecting all pods. A non-empty selector is required.';

export function failedPodMessage(podKey: string, node: string): string {
  return `Found failed daemon pod ${podKey} on node ${node}, will try to kill it`;
}

export function succeededPodMessage(podKey: string, node: string): string {
  return `Found succeeded daemon pod ${podKey} on node ${node}, will try to delete it`;
}
