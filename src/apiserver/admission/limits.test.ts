import { beforeEach, describe, it } from 'node:test';
import { expect } from 'expect';
import type { Pod } from '../../api/core';
import type { KubernetesObject } from '../../api/meta';
import { makeDaemonSet, makePod, refusalOf, startServer, type TestServer } from '../testing';

let server: TestServer;

beforeEach(() => {
  server = startServer();
});

function limit(...limits: readonly object[]): KubernetesObject {
  return server.client.create('limitranges', 'default', { metadata: { name: 'bounds' }, spec: { limits } });
}

function quota(hard: object): void {
  server.client.create('resourcequotas', 'default', { metadata: { name: 'team' }, spec: { hard } });
}

function run(name: string, resources?: object): Pod {
  return server.client.create('pods', 'default', podWith(name, resources));
}

function podWith(name: string, resources?: object): object {
  return makePod(name, { containers: [{ name: 'main', image: 'agent:v1', ...(resources ? { resources } : {}) }] });
}

function refusalFor(resources?: object): string {
  return refusalOf(() => run('p', resources)).message;
}

describe('a LimitRange', () => {
  it('fills in what containers leave out, and notes it on the pod', () => {
    limit({ type: 'Container', default: { cpu: '500m' }, defaultRequest: { cpu: '100m', memory: '64Mi' } });
    const pod = run('p');
    expect(pod.spec.containers[0]?.resources).toEqual({
      limits: { cpu: '500m' },
      requests: { cpu: '100m', memory: '64Mi' },
    });
    expect(pod.metadata.annotations).toEqual({
      'kubernetes.io/limit-ranger':
        'LimitRanger plugin set: cpu, memory request for container main; cpu limit for container main',
    });
    expect(pod.status.qosClass).toBe('Burstable');
  });

  it('takes the highest allowed limit as the default, and the default limit as the default request', () => {
    const range = limit({ type: 'Container', max: { cpu: '1' } }) as KubernetesObject & { spec: { limits: object[] } };
    expect(range.spec.limits).toEqual([
      { type: 'Container', max: { cpu: '1' }, default: { cpu: '1' }, defaultRequest: { cpu: '1' } },
    ]);
  });

  const bounds: readonly (readonly [object, object | undefined, string])[] = [
    [
      { type: 'Container', max: { cpu: '1' } },
      { limits: { cpu: '2' } },
      'pods "p" is forbidden: maximum cpu usage per Container is 1, but limit is 2',
    ],
    [
      { type: 'Pod', max: { cpu: '1' } },
      undefined,
      'pods "p" is forbidden: maximum cpu usage per Pod is 1.  No limit is specified',
    ],
    [
      { type: 'Container', min: { memory: '64Mi' } },
      { requests: { memory: '32Mi' } },
      'pods "p" is forbidden: minimum memory usage per Container is 64Mi, but request is 32Mi',
    ],
    [
      { type: 'Container', maxLimitRequestRatio: { cpu: '2' } },
      { requests: { cpu: '100m' }, limits: { cpu: '500m' } },
      'pods "p" is forbidden: cpu max limit to request ratio per Container is 2, but provided ratio is 5.000000',
    ],
  ];
  for (const [item, resources, words] of bounds) {
    it(`refuses: ${words}`, () => {
      limit(item);
      expect(refusalFor(resources)).toBe(words);
    });
  }

  it('that contradicts itself is refused', () => {
    expect(refusalOf(() => limit({ type: 'Container', min: { cpu: '2' }, max: { cpu: '1' } })).message).toContain(
      'spec.limits[0].min[cpu]: Invalid value: "2": min value 2 is greater than max value 1',
    );
  });
});

describe('a ResourceQuota', () => {
  it('counts pods', () => {
    quota({ pods: '1' });
    run('first');
    expect(refusalFor()).toBe(
      'pods "p" is forbidden: exceeded quota: team, requested: pods=1, used: pods=1, limited: pods=1',
    );
  });

  it('adds up what pods ask for', () => {
    quota({ 'requests.cpu': '1' });
    run('first', { requests: { cpu: '600m' } });
    expect(refusalFor({ requests: { cpu: '500m' } })).toBe(
      'pods "p" is forbidden: exceeded quota: team, requested: requests.cpu=500m, used: requests.cpu=600m, limited: requests.cpu=1',
    );
  });

  it('wants every container to say what it limits', () => {
    quota({ 'limits.memory': '1Gi' });
    expect(refusalFor()).toBe('pods "p" is forbidden: failed quota: team: must specify limits.memory for: main');
  });

  it('counts other kinds by name', () => {
    quota({ 'count/daemonsets.apps': '0' });
    const refusal = refusalOf(() => server.client.create('daemonsets', 'default', makeDaemonSet()));
    expect(refusal.message).toBe(
      'daemonsets.apps "agent" is forbidden: exceeded quota: team, requested: count/daemonsets.apps=1, used: count/daemonsets.apps=0, limited: count/daemonsets.apps=0',
    );
  });

  it('holds in its own namespace only', () => {
    quota({ pods: '0' });
    server.client.create('namespaces', '', { metadata: { name: 'other' } });
    server.client.create('serviceaccounts', 'other', { metadata: { name: 'default' } });
    expect(server.client.create('pods', 'other', podWith('p')).metadata.namespace).toBe('other');
    expect(refusalFor()).toMatch(/exceeded quota: team/);
  });
});
