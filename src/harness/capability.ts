/** What a world can do beyond the plain Kubernetes API. A scenario that needs one says so with a `@needs-…` tag. */
export const CAPABILITIES = [
  'virtual-time',
  'fault-injection',
  'pod-readiness',
  'node-control',
  'controller-restart',
] as const;

export type Capability = (typeof CAPABILITIES)[number];
