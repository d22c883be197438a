/**
 * The Lease of a kubelet that has stopped. While a kubelet runs it renews its lease every 10 s; here that is a function
 * of time and no object exists. When it stops, a Lease with the last renewal is left behind, and the node lifecycle
 * controller counts from there; when it runs again the Lease is gone. Upstream: NODE-HB-01.
 */
import type { ApiClient } from '../api/client';
import { isApiError } from '../api/errors';

const LEASE_NAMESPACE = 'kube-node-lease';
const RENEW_MS = 10_000;
const LEASE_SECONDS = 40;

/** `sinceMs`: when the kubelet began to renew. */
export function announceSilence(client: ApiClient, nodeName: string, sinceMs: number, nowMs: number): void {
  const renewedMs = nowMs - ((nowMs - sinceMs) % RENEW_MS);
  endSilence(client, nodeName);
  client.create('leases', LEASE_NAMESPACE, {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: nodeName, namespace: LEASE_NAMESPACE },
    spec: {
      holderIdentity: nodeName,
      leaseDurationSeconds: LEASE_SECONDS,
      renewTime: new Date(renewedMs).toISOString().replace('Z', '000Z'),
    },
  });
}

export function endSilence(client: ApiClient, nodeName: string): void {
  try {
    client.delete('leases', LEASE_NAMESPACE, nodeName);
  } catch (error) {
    if (!isApiError(error, 'NotFound')) throw error;
  }
}
