/** Upstream: pkg/apis/core/v1/defaults.go:SetDefaults_LimitRangeItem, v1.36. */
import type { LimitRangeItem } from '../../api/limit-range';
import type { KubernetesObject } from '../../api/meta';

/** Containers get the highest allowed limit, and as request their limit or the lowest allowed one, unless said otherwise. */
export function defaultLimitRange(range: KubernetesObject): KubernetesObject {
  const { spec } = range as KubernetesObject & { readonly spec?: { readonly limits?: readonly LimitRangeItem[] } };
  if (!spec?.limits) return range;
  const limits = spec.limits.map((item) => {
    if (item.type !== 'Container') return item;
    const limit = { ...item.max, ...item.default };
    const request = { ...item.min, ...limit, ...item.defaultRequest };
    return {
      ...item,
      ...(Object.keys(limit).length > 0 ? { default: limit } : {}),
      ...(Object.keys(request).length > 0 ? { defaultRequest: request } : {}),
    };
  });
  return { ...range, spec: { ...spec, limits } } as KubernetesObject;
}
