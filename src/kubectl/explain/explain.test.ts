import { describe, it } from 'node:test';
import { expect } from 'expect';
import { RESOURCES, resourceDefinition } from '../../api/resources';
import { DESCRIPTIONS } from './descriptions';
import { printExplanation, printHeading } from './print-explanation';
import { fieldsOf, printTypeName } from './schema';

const SCALARS = ['Quantity', 'IntOrString'];

describe('descriptions', () => {
  it('are of types and fields that exist', () => {
    const unknown = Object.keys(DESCRIPTIONS).filter((key) => {
      const [type = '', field] = key.split('.');
      if (type === '*') return false;
      if (field === undefined) return fieldsOf(type) === undefined && !SCALARS.includes(type);
      return !fieldsOf(type)?.some(({ name }) => name === field);
    });
    expect(unknown).toEqual([]);
  });

  it('cover all of a DaemonSet', () => {
    const types = [
      'DaemonSet',
      'DaemonSetSpec',
      'DaemonSetUpdateStrategy',
      'RollingUpdateDaemonSet',
      'DaemonSetStatus',
    ];
    for (const type of types) expect(printExplanation(type, [], false)).not.toContain('<no description>');
  });
});

describe('the schema', () => {
  it('knows every kind of the cluster, to the last field', () => {
    for (const { kind } of RESOURCES) {
      const text = printExplanation(kind, [], true);
      expect(text).toContain('  metadata\t<ObjectMeta>');
      expect(text).not.toMatch(/<[^>]*(\*|\bv1\.|uint8|int32)/);
    }
  });

  it('names types as the published schema does', () => {
    const typeOf = (type: string, field: string): string => {
      const found = fieldsOf(type)?.find(({ name }) => name === field);
      return found ? `${printTypeName(found.type)}${found.isRequired ? ' -required-' : ''}` : 'none';
    };
    expect(typeOf('DaemonSetSpec', 'selector')).toBe('LabelSelector -required-');
    expect(typeOf('DaemonSetSpec', 'template')).toBe('PodTemplateSpec -required-');
    expect(typeOf('DaemonSetSpec', 'minReadySeconds')).toBe('integer');
    expect(typeOf('PodSpec', 'containers')).toBe('[]Container -required-');
    expect(typeOf('PodSpec', 'nodeSelector')).toBe('map[string]string');
    expect(typeOf('ResourceRequirements', 'limits')).toBe('map[string]Quantity');
    expect(typeOf('RollingUpdateDaemonSet', 'maxSurge')).toBe('IntOrString');
    expect(typeOf('ObjectMeta', 'creationTimestamp')).toBe('string');
    expect(typeOf('Secret', 'data')).toBe('map[string]string');
    expect(typeOf('Volume', 'hostPath')).toBe('HostPathVolumeSource');
    expect(typeOf('ControllerRevision', 'data')).toBe('RawExtension');
  });
});

describe('an explanation', () => {
  it('has the layout of kubectl', () => {
    expect(printHeading(resourceDefinition('daemonsets'))).toBe(
      'GROUP:      apps\nKIND:       DaemonSet\nVERSION:    v1\n\n',
    );
    expect(printHeading(resourceDefinition('pods'))).toBe('KIND:       Pod\nVERSION:    v1\n\n');
    expect(printExplanation('DaemonSet', ['spec', 'updateStrategy', 'type'], false)).toBe(
      'FIELD: type <string>\nENUM:\n    OnDelete\n    RollingUpdate\n\nDESCRIPTION:\n' +
        '    RollingUpdate replaces the pods step by step. OnDelete replaces a pod only\n' +
        '    after somebody has deleted it. RollingUpdate if unset.\n    \n\n',
    );
  });

  it('goes through lists, and shows no more than four values in a list of fields', () => {
    expect(printExplanation('Pod', ['spec', 'containers', 'ports'], true)).toContain(
      'FIELDS:\n  containerPort\t<integer> -required-\n',
    );
    expect(printExplanation('Pod', ['spec', 'affinity', 'nodeAffinity'], true)).toContain(
      'enum: DoesNotExist, Exists, Gt, In, ....\n',
    );
  });

  it('of a field that is not there is none', () => {
    expect(printExplanation('DaemonSet', ['spec', 'replicas'], false)).toBeUndefined();
  });
});
