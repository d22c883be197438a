/**
 * What a run of Cucumber requires: every phrase, parameter type and hook, registered.
 *
 * The folder: `phrase.ts` defines a phrase with its words; `*.steps.ts` hold the phrases by subject, one to five lines
 * each; `catalogue.ts` loads them all; `parameter-types.ts` and `tables.ts` turn text into values; `world.ts` is what
 * steps share; `hooks.ts` is what happens around a scenario. What needs logic lives in `src/harness`.
 */
import './catalogue';
import { registerHooks } from './hooks';
import { registerParameterTypes } from './parameter-types';
import { registerPhrases } from './phrase';

registerParameterTypes();
registerHooks();
registerPhrases();

export { ScenarioWorld } from './world';
