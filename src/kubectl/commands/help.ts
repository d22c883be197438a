/** What `kubectl`, `kubectl help` and `kubectl rollout` without a subcommand print: the commands by what they are for. */

interface HelpGroup {
  readonly title: string;
  /** Name and one line about it. */
  readonly commands: readonly (readonly [string, string])[];
}

const GROUPS: readonly HelpGroup[] = [
  {
    title: 'Looking',
    commands: [
      ['get', 'List objects as a table, YAML, JSON or by a template; -w follows them'],
      ['describe', 'Show an object with what belongs to it: conditions, pods, events'],
      ['explain', 'Show the fields of a kind and what they mean'],
      ['events', 'List events, oldest first'],
      ['logs', 'Find the container; containers write nothing here'],
      ['wait', 'Wait for a condition, a value, a creation or a deletion'],
      ['diff', 'Show what apply would change'],
    ],
  },
  {
    title: 'Changing objects',
    commands: [
      ['apply', 'Bring objects to the state of a file'],
      ['apply view-last-applied', 'Show the file that an object was last applied from'],
      ['create', 'Create the objects of a file, or one from flags: a namespace, configmap, deployment …'],
      ['replace', 'Replace objects by those of a file'],
      ['patch', 'Change fields of an object'],
      ['delete', 'Delete objects'],
      ['label', 'Change labels'],
      ['annotate', 'Change annotations'],
      ['set image', 'Change images of a pod template'],
      ['set env', 'Change environment variables of a pod template'],
      ['set resources', 'Change requests and limits of a pod template'],
      ['set serviceaccount', 'Change the ServiceAccount of a pod template'],
      ['scale', 'Change the number of replicas; a DaemonSet has none'],
      ['autoscale', 'Refused for a DaemonSet'],
      ['expose', 'Refused for a DaemonSet'],
    ],
  },
  {
    title: 'Rollouts',
    commands: [
      ['rollout status', 'Follow a rollout to its end'],
      ['rollout history', 'List the revisions, or show the template of one'],
      ['rollout undo', 'Go back to an earlier revision'],
      ['rollout restart', 'Replace all pods by new ones of the same template'],
      ['rollout pause', 'Refused for a DaemonSet'],
      ['rollout resume', 'Refused for a DaemonSet'],
    ],
  },
  {
    title: 'Nodes',
    commands: [
      ['taint', 'Change the taints of nodes'],
      ['cordon', 'Mark nodes as unschedulable'],
      ['uncordon', 'Mark nodes as schedulable'],
      ['drain', 'Cordon nodes and evict their pods'],
    ],
  },
  {
    title: 'The cluster',
    commands: [
      ['api-resources', 'List the kinds of the cluster'],
      ['api-versions', 'List the group versions of the cluster'],
      ['auth can-i', 'Ask whether an action is allowed; here everything is'],
      ['version', 'Print the version of Kubernetes that is simulated'],
    ],
  },
];

/** Names of all commands with help, in the order of the listing. */
export function listHelpedCommands(): readonly string[] {
  return GROUPS.flatMap(({ commands }) => commands.map(([name]) => name));
}

/** The listing; with a word only the commands below it, such as those of `rollout`. */
export function describeCommands(parent?: string): string {
  const groups = GROUPS.map(({ title, commands }) => ({
    title,
    commands: commands.filter(([name]) => parent === undefined || name.startsWith(`${parent} `)),
  })).filter(({ commands }) => commands.length > 0);
  const width = Math.max(...groups.flatMap(({ commands }) => commands.map(([name]) => name.length))) + 2;
  const listing = groups
    .map(
      ({ title, commands }) =>
        `${title}:\n${commands.map(([name, line]) => `  ${name.padEnd(width)}${line}\n`).join('')}`,
    )
    .join('\n');
  const opening = parent === undefined ? 'kubectl of the simulated cluster, as of Kubernetes 1.36.\n\n' : '';
  const command = parent === undefined ? 'kubectl COMMAND' : `kubectl ${parent} COMMAND`;
  return `${opening}${listing}\nUsage:\n  ${command} [flags]\n\nUse "${command} --help" for the arguments of a command.\n`;
}
