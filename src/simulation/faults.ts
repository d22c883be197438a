/**
 * What goes wrong on purpose: requests that the API server refuses, and watches that fall behind. A fault that is armed
 * and never met is a mistake of the scenario, and is told at its end.
 */
import { ApiError } from '../api/errors';
import type { ResourceName } from '../api/resources';
import type { ApiRequest, ApiServer } from '../apiserver/api-server';
import type { RequestFault } from '../harness/cluster';
import type { Clock } from '../kernel/clock';

interface ArmedFault {
  readonly fault: RequestFault;
  /** Matching requests that still pass. */
  passing: number;
  /** Matching requests that are still to be refused. */
  remaining: number;
}

interface HeldWatch {
  /** A change has been kept from whoever watches. */
  isMet: boolean;
}

export class FaultPlan {
  readonly #apiServer: ApiServer;
  readonly #clock: Clock;
  /** The scenario's own requests always pass. */
  readonly #spared: string;
  readonly #armed: ArmedFault[] = [];
  readonly #held = new Map<ResourceName, HeldWatch>();
  readonly #unmet: string[] = [];
  #isIntercepting = false;
  #isListening = false;
  #releasedMs = 0;

  constructor(apiServer: ApiServer, clock: Clock, spared: string) {
    this.#apiServer = apiServer;
    this.#clock = clock;
    this.#spared = spared;
  }

  /** The next matching requests of the cluster's components are refused. */
  arm(fault: RequestFault): void {
    if (!this.#isIntercepting) this.#apiServer.interceptRequests((request) => this.#judge(request));
    this.#isIntercepting = true;
    this.#armed.push({ fault, passing: fault.after ?? 0, remaining: fault.times });
  }

  /** `process` does not learn of changes to `resource` until the release. */
  hold(process: string, resource: ResourceName): void {
    if (this.#held.has(resource)) return;
    if (!this.#isListening) {
      this.#apiServer.onCommit((entry) => {
        const held = this.#held.get(entry.resource);
        if (held) held.isMet = true;
      });
    }
    this.#isListening = true;
    this.#held.set(resource, { isMet: false });
    this.#apiServer.holdWatch(process, resource);
  }

  release(process: string, resource: ResourceName): void {
    const held = this.#held.get(resource);
    if (held && !held.isMet) this.#unmet.push(`the watch of ${resource} was held, but nothing happened meanwhile`);
    this.#held.delete(resource);
    this.#releasedMs = this.#clock.nowMs;
    this.#apiServer.releaseWatch(process, resource);
  }

  get isHolding(): boolean {
    return this.#held.size > 0;
  }

  /** The last instant at which a watch was held; 0 if none ever was. */
  get heldUntilMs(): number {
    return this.isHolding ? this.#clock.nowMs : this.#releasedMs;
  }

  /** What was armed and never met, in words; empty if the plan was carried out. */
  listUnmet(): readonly string[] {
    const unused = this.#armed
      .filter(({ remaining }) => remaining > 0)
      .map(({ fault, remaining }) => {
        const { verb, resource, message, times } = fault;
        return `the fault "${message}" was armed for ${times} × ${verb} ${resource}, and ${remaining} never came`;
      });
    const held = [...this.#held]
      .filter(([, { isMet }]) => !isMet)
      .map(([resource]) => `the watch of ${resource} is held, but nothing has happened since`);
    return [...unused, ...held, ...this.#unmet];
  }

  #judge({ actor, verb, resource }: ApiRequest): ApiError | undefined {
    if (actor === this.#spared) return undefined;
    for (const armed of this.#armed) {
      const { fault } = armed;
      if (armed.remaining === 0 || fault.verb !== verb || fault.resource !== resource) continue;
      if (fault.actor !== undefined && fault.actor !== actor) continue;
      if (armed.passing > 0) {
        armed.passing -= 1;
        continue;
      }
      armed.remaining -= 1;
      return new ApiError(fault.reason ?? 'InternalError', fault.message);
    }
    return undefined;
  }
}
