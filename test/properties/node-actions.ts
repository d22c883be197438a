/** What may happen to nodes in a random history. */
import { addTaint, removeLabel, removeNode, removeTaint, setLabel, setUnschedulable } from '../../src/harness/changes';
import { findNode } from '../../src/harness/lookup';
import { parseTaints } from '../../src/harness/notation';
import { type Choice, type Performance, pick, type Scene } from './scene';

export const LABEL = { key: 'disktype', value: 'ssd' };
const TAINTS = ['dedicated=db:NoSchedule', 'maintenance=now:NoExecute'] as const;

async function nodeAt({ cluster }: Scene, at: number): Promise<string | undefined> {
  const nodes = await cluster.list('nodes');
  return nodes.length === 0 ? undefined : pick(nodes, at).metadata.name;
}

/** An action on a node that is there. */
export function onNode(act: (scene: Scene, node: string, choice: Choice) => Promise<string | undefined>): Performance {
  return async (scene, choice) => {
    const node = await nodeAt(scene, choice.at);
    return node === undefined ? undefined : act(scene, node, choice);
  };
}

export async function join(scene: Scene, { value }: Choice): Promise<string> {
  const name = `node${scene.nextNode}`;
  scene.nextNode += 1;
  const labels = { [LABEL.key]: LABEL.value };
  const [way, words] = pick(
    [
      [{}, ''],
      [{ labels }, ` with label ${LABEL.key}=${LABEL.value}`],
      [{ taints: parseTaints(TAINTS[0]) }, ` with taint ${TAINTS[0]}`],
    ] as const,
    value,
  );
  await scene.cluster.addNodes([{ name, ...way }]);
  return `${name} joins${words}`;
}

export async function leave(scene: Scene, node: string): Promise<string | undefined> {
  if ((await scene.cluster.list('nodes')).length < 2) return undefined;
  await removeNode(scene.cluster, node);
  scene.troubled.delete(node);
  return `${node} leaves`;
}

export async function toggleLabel({ cluster }: Scene, node: string): Promise<string> {
  const { key, value } = LABEL;
  if ((await findNode(cluster, node)).metadata.labels?.[key] !== undefined) {
    await removeLabel(cluster, node, key);
    return `${node} loses label ${key}`;
  }
  await setLabel(cluster, node, key, value);
  return `${node} receives label ${key}=${value}`;
}

export async function toggleTaint({ cluster }: Scene, node: string, { value }: Choice): Promise<string> {
  const text = pick(TAINTS, value);
  const [taint] = parseTaints(text);
  if (!taint) throw new Error(`no taint in ${text}`);
  const { spec } = await findNode(cluster, node);
  if (spec.taints?.some(({ key }) => key === taint.key)) {
    await removeTaint(cluster, node, { key: taint.key });
    return `${node} loses taint ${taint.key}`;
  }
  await addTaint(cluster, node, taint);
  return `${node} receives taint ${text}`;
}

export async function toggleCordon({ cluster }: Scene, node: string): Promise<string> {
  const isCordoned = (await findNode(cluster, node)).spec.unschedulable === true;
  await setUnschedulable(cluster, node, !isCordoned);
  return `${node} is ${isCordoned ? 'uncordoned' : 'cordoned'}`;
}

export async function toggleReady(scene: Scene, node: string): Promise<string | undefined> {
  const trouble = scene.troubled.get(node);
  if (trouble === 'silent') return undefined;
  await scene.cluster.setNodeReady(node, trouble ? 'True' : 'False');
  if (trouble) scene.troubled.delete(node);
  else scene.troubled.set(node, 'NotReady');
  return `${node} becomes ${trouble ? 'Ready again' : 'NotReady'}`;
}

export async function toggleKubelet(scene: Scene, node: string): Promise<string | undefined> {
  const trouble = scene.troubled.get(node);
  if (trouble === 'NotReady') return undefined;
  await scene.cluster.setKubeletRunning(node, trouble === 'silent');
  if (trouble) scene.troubled.delete(node);
  else scene.troubled.set(node, 'silent');
  return trouble ? `the kubelet of ${node} starts again` : `the kubelet of ${node} stops`;
}
