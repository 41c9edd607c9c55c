import { SLOT_MS } from '../../domain/slot-size';
import type { Claim } from '../claimed-row';

export interface SlotDeps {
  attempt(claim: Claim): Promise<void>;
  /** Whether nothing is to be sent to a webhook at the moment. */
  isOnHold(webhookId: string): boolean;
  giveBack(claims: readonly Claim[]): void;
}

/**
 * Sends what a slot holds, one after another, for as long as a slot is meant to last. The rest goes back when
 * that time is over, also while a request is under way that takes long.
 */
export async function runSlot(claims: readonly Claim[], deps: SlotDeps): Promise<void> {
  const { attempt, isOnHold, giveBack } = deps;
  const rest = [...claims];
  const overTime = setTimeout(() => giveBack(rest.splice(0)), SLOT_MS);
  try {
    for (let claim = rest.shift(); claim !== undefined; claim = rest.shift()) {
      if (isOnHold(claim.webhookId)) {
        giveBack([claim, ...rest.splice(0)]);
        return;
      }
      await attempt(claim);
    }
  } finally {
    clearTimeout(overTime);
  }
}
