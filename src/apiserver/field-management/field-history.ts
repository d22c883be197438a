/**
 * Which manager owns which fields of an object, worked out when somebody asks. The journal holds every version of every
 * object with its author, and two versions tell what a write changed; so an ordinary write pays nothing for being
 * accounted for. Remembered at once is only what versions cannot tell: the field manager a client names, and applies.
 */
import { TEMPLATE_GENERATION_ANNOTATION } from '../../api/apps';
import type { CommitEntry } from '../../api/journal-entry';
import type { KubernetesObject, ManagedFieldsEntry } from '../../api/meta';
import { apiVersionOf, type ResourceDefinition, resourceDefinition } from '../../api/resources';
import type { Journal } from '../../kernel/journal';
import { fieldsOf } from '../draft';
import { strategyOf } from '../strategies/registry';
import { fieldsAt } from './field-set';
import { emptyObject, resetFields, rootNode } from './kinds';
import { encodeOwners, type Manager, NO_OWNERS, type Owners, ownersAfterUpdate } from './owners';
import { compareValues } from './typed-value';

/** Written by the server itself, after the field managers were told apart. */
const TEMPLATE_GENERATION = fieldsAt(['f:metadata', 'f:annotations', `f:${TEMPLATE_GENERATION_ANNOTATION}`]);
/** What admission adds to a new pod. */
const ADMITTED = fieldsAt(['f:spec', 'f:priority'], ['f:spec', 'f:preemptionPolicy']);

interface NamedWrite {
  readonly fieldManager?: string;
  /** After an apply: everything there is to know. */
  readonly owners?: Owners;
}

interface Account {
  owners: Owners;
  readonly pending: CommitEntry[];
}

/** The field managers of all objects of one server. */
export class FieldHistory {
  readonly #journal: Journal;
  readonly #accounts = new Map<string, Account>();
  readonly #named = new WeakMap<KubernetesObject, NamedWrite>();
  #mark = 0;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** Notes by which manager a version was written, where that is not simply its author. */
  nameManager(version: KubernetesObject, fieldManager: string): void {
    this.#named.set(version, { fieldManager });
  }

  /** Notes who owns what since the apply that wrote this version. */
  recordApply(version: KubernetesObject, owners: Owners): void {
    this.#named.set(version, { owners });
  }

  /** The owners of the fields of an object as it is stored now. */
  ownersOf(object: KubernetesObject): Owners {
    this.#readJournal();
    const account = this.#accounts.get(object.metadata.uid);
    if (!account) return NO_OWNERS;
    for (const entry of account.pending) account.owners = this.#follow(account.owners, entry);
    account.pending.length = 0;
    return account.owners;
  }

  /** `metadata.managedFields` of an object. API-PATCH-08 */
  managedFieldsOf(definition: ResourceDefinition, object: KubernetesObject): readonly ManagedFieldsEntry[] {
    return encodeOwners(this.ownersOf(object), apiVersionOf(definition));
  }

  #readJournal(): void {
    const { entries } = this.#journal;
    for (; this.#mark < entries.length; this.#mark++) {
      const entry = entries[this.#mark];
      if (entry?.kind !== 'commit' || !entry.after || entry.verb === 'delete') continue;
      const { uid } = entry.after.metadata;
      const account = this.#accounts.get(uid);
      if (account) account.pending.push(entry);
      else this.#accounts.set(uid, { owners: NO_OWNERS, pending: [entry] });
    }
  }

  #follow(owners: Owners, { actor, resource, before, after, atMs }: CommitEntry): Owners {
    const version = after as KubernetesObject;
    const known = this.#named.get(version);
    if (known?.owners) return known.owners;
    const definition = resourceDefinition(resource);
    // A binding is tracked as what it is, an object of its own, not as a change of the pod.
    if (before && resource === 'pods' && nodeNameOf(before) !== nodeNameOf(version)) return owners;
    const subresource = before ? subresourceOf(definition, before, version) : '';
    const manager: Manager = { name: known?.fieldManager ?? managerOf(actor), operation: 'Update', subresource };
    const difference = compareValues(rootNode(definition), before ?? emptyObject(definition), version);
    let ignored = resetFields(definition, subresource);
    if (before) ignored = ignored.union(TEMPLATE_GENERATION);
    else if (resource === 'pods') ignored = ignored.union(ADMITTED);
    return ownersAfterUpdate(owners, manager, difference, ignored, atMs);
  }
}

function nodeNameOf(object: KubernetesObject): unknown {
  return fieldsOf(object).spec?.nodeName;
}

/** Only a write of the status can change it, where it is a subresource. */
function subresourceOf(definition: ResourceDefinition, before: KubernetesObject, after: KubernetesObject): string {
  if (!strategyOf(definition.resource).hasStatusSubresource) return '';
  const old = fieldsOf(before).status;
  const now = fieldsOf(after).status;
  return old === now || JSON.stringify(old) === JSON.stringify(now) ? '' : 'status';
}

/** By which name the real server would know an actor: its user agent up to the first slash. */
function managerOf(actor: string): string {
  if (/-controller$|-collector$/.test(actor)) return 'kube-controller-manager';
  return actor === 'scheduler' ? 'kube-scheduler' : actor;
}
