/** Loads every step file, so that their phrases are known. Nothing is registered with Cucumber here. */
import './nodes.steps';
import './daemonsets.steps';
import './manifests.steps';
import './pods.steps';
import './rollouts.steps';
import './status.steps';
import './history.steps';
import './events.steps';
import './requests.steps';
import './kubectl.steps';
import './moments.steps';
import './time.steps';
import './faults.steps';
import './counts.steps';
import './scheduling.steps';
import './services.steps';
import './workloads.steps';
import './determinism.steps';

export { PARAMETER_TYPES, type ParameterType } from './parameter-types';
export { type Phrase, type PhraseKeyword, phrases } from './phrase';
