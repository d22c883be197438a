/**
 * The objects that `kubectl create` makes from flags alone. They are typed objects upstream, whose empty parts are written.
 * Upstream: kubectl pkg/cmd/create/create_namespace.go and its neighbours, v1.36. KUBECTL-CREATE-02.
 */
import type { ManifestFields } from '../../api/manifest';
import type { ResourceName } from '../../api/resources';
import { CommandError } from '../command-error';
import { defineFlag, defineSwitch } from '../flags';
import { quote } from '../print/go-text';
import type { Session } from '../session';

export interface Generated {
  readonly resource: ResourceName;
  readonly fields: ManifestFields;
}

export interface Generator {
  /** As errors spell it. */
  readonly name: string;
  /** Before the server's refusal; empty where that is shown as it is. */
  readonly failure: string;
  /** Throws `CommandError` for flags that make no object. */
  readonly make: (name: string, session: Session) => Generated;
}

export const GENERATOR_FLAGS = [
  defineFlag('value', 'integer'),
  defineSwitch('global-default'),
  defineFlag('preemption-policy'),
  defineFlag('description'),
  defineFlag('from-literal'),
  defineFlag('from-file'),
  defineFlag('image', 'list'),
  defineFlag('replicas', 'integer', 'r'),
  defineFlag('port', 'integer'),
];

/** The namespace is written only where one was asked for. */
function metadataOf(name: string, session: Session, labels?: ManifestFields): ManifestFields {
  return {
    ...(labels ? { labels } : {}),
    name,
    ...(session.hasExplicitNamespace ? { namespace: session.namespace } : {}),
  };
}

const NAMESPACE: Generator = {
  name: 'namespace',
  failure: '',
  make: (name) => ({
    resource: 'namespaces',
    fields: { apiVersion: 'v1', kind: 'Namespace', metadata: { name }, spec: {}, status: {} },
  }),
};

const SERVICE_ACCOUNT: Generator = {
  name: 'serviceaccount',
  failure: 'failed to create serviceaccount: ',
  make: (name, session) => ({
    resource: 'serviceaccounts',
    fields: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadataOf(name, session) },
  }),
};

const PRIORITY_CLASS: Generator = {
  name: 'priorityclass',
  failure: 'failed to create priorityclass: ',
  make: (name, { flags }) => ({
    resource: 'priorityclasses',
    fields: {
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name },
      value: flags.integer('value', 0),
      globalDefault: flags.isOn('global-default'),
      description: flags.text('description'),
      preemptionPolicy: flags.text('preemption-policy', 'PreemptLowerPriority'),
    },
  }),
};

const CONFIG_MAP: Generator = {
  name: 'configmap',
  failure: 'failed to create configmap: ',
  make(name, session) {
    const data: Record<string, string> = {};
    const add = (key: string, value: string): void => {
      if (Object.hasOwn(data, key)) {
        const words = `another key by that name already exists in Data for ConfigMap ${quote(name)}`;
        throw new CommandError(`cannot add key ${quote(key)}, ${words}`);
      }
      data[key] = value;
    };
    for (const source of session.flags.each('from-file')) add(...readSource(session, source));
    for (const literal of session.flags.each('from-literal')) {
      const equals = literal.indexOf('=');
      if (equals <= 0) throw new CommandError(`invalid literal source ${literal}, expected key=value`);
      add(literal.slice(0, equals), unquoteLiteral(literal.slice(equals + 1)));
    }
    const metadata = metadataOf(name, session);
    const isEmpty = Object.keys(data).length === 0;
    return {
      resource: 'configmaps',
      fields: { apiVersion: 'v1', ...(isEmpty ? {} : { data }), kind: 'ConfigMap', metadata },
    };
  },
};

/** `KEY=FILE`, or a file whose own name is the key. */
function readSource(session: Session, source: string): [string, string] {
  const equals = source.indexOf('=');
  const path = source.slice(equals + 1);
  const key = equals < 0 ? (path.split('/').at(-1) ?? path) : source.slice(0, equals);
  try {
    return [key, session.environment.readFile(path)];
  } catch {
    throw new CommandError(`error reading ${path}: no such file or directory`);
  }
}

/** Quotes around a value, which a shell may have left, are taken off. Upstream: kubectl pkg/util, ParseLiteralSource. */
function unquoteLiteral(value: string): string {
  const isQuoted =
    value.length > 1 && (value.startsWith('"') || value.startsWith("'")) && value.endsWith(value.charAt(0));
  return isQuoted ? value.slice(1, -1) : value;
}

const DEPLOYMENT: Generator = {
  name: 'deployment',
  failure: 'failed to create deployment: ',
  make(name, session) {
    const { flags } = session;
    const images = flags.list('image');
    if (images.length === 0) throw new CommandError('required flag(s) "image" not set');
    const port = flags.has('port') ? { ports: [{ containerPort: flags.integer('port', 0) }] } : {};
    const containers = images.map((image, index) => ({
      image,
      name: nameOfImage(image),
      ...(index === 0 ? port : {}),
      resources: {},
    }));
    const labels = { app: name };
    return {
      resource: 'deployments',
      fields: {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: metadataOf(name, session, labels),
        spec: {
          replicas: flags.integer('replicas', 1),
          selector: { matchLabels: labels },
          strategy: {},
          template: { metadata: { labels }, spec: { containers } },
        },
        status: {},
      },
    };
  },
};

/** The last part of the path without tag or digest. Upstream adds random letters where it has to replace characters. */
function nameOfImage(image: string): string {
  const [name = ''] = (image.split('/').at(-1) ?? '').split(/[:@]/);
  return name.replace(/[_.]/g, '-');
}

const BY_WORD: Readonly<Record<string, Generator>> = {
  namespace: NAMESPACE,
  ns: NAMESPACE,
  serviceaccount: SERVICE_ACCOUNT,
  sa: SERVICE_ACCOUNT,
  priorityclass: PRIORITY_CLASS,
  pc: PRIORITY_CLASS,
  configmap: CONFIG_MAP,
  cm: CONFIG_MAP,
  deployment: DEPLOYMENT,
  deploy: DEPLOYMENT,
};

/** What makes objects of the kind; undefined for kinds that need a file. */
export function findGenerator(word: string): Generator | undefined {
  return Object.hasOwn(BY_WORD, word) ? BY_WORD[word] : undefined;
}
