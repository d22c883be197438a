/** What a run of Cucumber requires: every phrase, parameter type and hook, registered. */
import './catalogue';
import { registerHooks } from './hooks';
import { registerParameterTypes } from './parameter-types';
import { registerPhrases } from './phrase';

registerParameterTypes();
registerHooks();
registerPhrases();

export { ScenarioWorld } from './world';
