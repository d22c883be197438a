/**
 * What `require('everynode')` gives: a cluster to drive from code, behind the same port that the phrases use. Phrases
 * for a Cucumber of your own are in `everynode/steps`, the report in `everynode/formatter`.
 */

export type { CommandResult } from './api/command';
export { ApiError, isApiError } from './api/errors';
export type { JournalEntry } from './api/journal-entry';
export type { PodBehaviour, PodBehaviourRule } from './api/pod-behaviour';
export type { ObjectOf, ResourceName } from './api/resources';
export { CAPABILITIES, type Capability } from './harness/capability';
export type { Cluster, NodeDescription, PlacementVerdict } from './harness/cluster';
export { type ClusterChoices, createCluster, WORLDS, type WorldName } from './worlds';
