import type { DomainEvent } from '../../../contracts/domain';
import { covers, depthOf, mergeDepths, type Asking, type Depth } from './depth';
import type { AttributesOf } from './schema-fields';

interface Asked {
  /** What is told. */
  populate: Depth;
  /** What the condition looks at. */
  condition: Depth;
  both: Depth;
}

/** How deep webhooks look into entries; found out once for each webhook and type. */
export function createDepths(attributesOf: AttributesOf) {
  const known = new WeakMap<Asking, Map<string, Asked>>();

  const asked = (webhook: Asking, uid: string): Asked => {
    const ofTypes = known.get(webhook) ?? new Map<string, Asked>();
    known.set(webhook, ofTypes);
    let found = ofTypes.get(uid);
    if (found === undefined) {
      const populate = depthOf({ ...webhook, condition: null }, uid, attributesOf);
      const condition = depthOf({ ...webhook, populate: null }, uid, attributesOf);
      found = { populate, condition, both: mergeDepths([populate, condition]) };
      ofTypes.set(uid, found);
    }
    return found;
  };

  const holds = ({ depth = [] }: DomainEvent, wanted: Depth): boolean =>
    wanted.size === 0 || covers(depth, wanted);

  return {
    /** What is read of an entry for a webhook. */
    depthOf: (webhook: Asking, uid: string): Depth => asked(webhook, uid).both,

    /** Whether an event holds all that a webhook is to be told. */
    canTell: (webhook: Asking, event: DomainEvent): boolean =>
      webhook.populate === null || holds(event, asked(webhook, event.uid).populate),

    /** Whether an event holds all that a webhook's condition looks at. */
    canJudge: (webhook: Asking, event: DomainEvent): boolean =>
      (webhook.condition ?? null) === null || holds(event, asked(webhook, event.uid).condition),
  };
}

export type Depths = ReturnType<typeof createDepths>;
