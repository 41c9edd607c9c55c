import { describeError, type Logger } from '../lib/logger';
import type { Claim } from './claimed-row';
import { createGroupCommit } from './group-commit';
import type { Leases } from './leases';
import type { Perform } from './queue';
import type { Finished, RecordResults } from './record';

export interface HoldingDeps {
  record: RecordResults;
  leases: Pick<Leases, 'prolong' | 'giveBack'>;
  perform: Perform;
  now(): number;
  log: Logger;
  /** Whether a result may wait a little, since there are others to come that share its commit. */
  mayWait(claim: Claim): boolean;
  /** From now on the database may not count it any more: its result is being written, or there is none. */
  letGo(claim: Claim): void;
  /** Its result was written, or given up. */
  settled(claim: Claim): void;
}

/** How long a dead instance keeps what it held. */
export const LEASE_MS = 8_000;
export const HEARTBEAT_MS = 2_000;

/** What became of a claim: `left`, it was not begun and is still held. */
export type Attempted = 'delivered' | 'failed' | 'left';

/** Of the deliveries a line of the log is about. */
const IDS_LOGGED = 5;

/**
 * The claims that this process holds, from when it has them until their results are written. An attempt is
 * begun only while its lease is sure to hold; a claim whose attempt could not be made comes back when its
 * lease ends, and not at once into the same failure.
 */
export function createHolding(deps: HoldingDeps) {
  const { record, leases, perform, now, log } = deps;
  /** Everything claimed and not recorded yet, and until when it is surely held. */
  const held = new Map<Claim, number>();
  /** Claimed and not attempted, by when; their leases run out. */
  const unattempted = new Map<Claim, number>();
  /** Lanes whose receiver asked to be left alone, until that is recorded. */
  const throttled = new Map<string, Claim>();
  const givingBack = new Set<Promise<void>>();
  /** Claims that the database may not count any more. */
  const gone = new WeakSet<Claim>();

  const letGo = (claim: Claim) => {
    if (!gone.has(claim)) deps.letGo(claim);
    gone.add(claim);
  };

  const results = createGroupCommit<Finished>({
    write: (finished) => {
      finished.forEach(({ claim }) => letGo(claim));
      return record(finished);
    },
    mayWait: ({ claim }) => deps.mayWait(claim),
    settled: ({ claim }) => {
      held.delete(claim);
      if (throttled.get(claim.webhookId) === claim) throttled.delete(claim.webhookId);
      deps.settled(claim);
    },
    onError: (finished, error, isLast) => {
      const ids = finished.map(({ claim }) => claim.id);
      const some = `${ids.slice(0, IDS_LOGGED).join(', ')}${ids.length > IDS_LOGGED ? ', …' : ''}`;
      const next = isLast ? 'They are sent again when their lease ends' : 'They are recorded later';
      log.error(
        `Attempts of ${ids.length} deliveries could not be recorded (${some}): ` +
          `${describeError(error)}. ${next}.`
      );
    },
    onRecovery: () => log.info('Attempts are recorded again'),
  });

  /** Gives back what is not to be begun any more; where that fails, it comes back when its lease ends. */
  const giveBack = (claims: readonly Claim[]): void => {
    if (claims.length === 0) return;
    for (const claim of claims) {
      held.delete(claim);
      letGo(claim);
    }
    const giving = leases
      .giveBack(claims)
      .catch((error: unknown) => {
        log.error(
          `${claims.length} deliveries could not be given back: ${describeError(error)}. ` +
            'They are sent when their lease ends.'
        );
      })
      .finally(() => givingBack.delete(giving));
    givingBack.add(giving);
  };

  return {
    add: (claims: readonly Claim[], until: number): void =>
      claims.forEach((claim) => held.set(claim, until)),

    claims: (): Claim[] => [...held.keys()],

    /** Lanes whose receivers asked to be left alone, as long as nobody else can know it. */
    throttled: (): string[] => [...throttled.keys()],

    /** Makes the attempt, and leaves its result to be recorded. */
    async attempt(claim: Claim, atOnce?: number): Promise<Attempted> {
      // The process was held up for longer than a lease: it may be another's by now.
      if ((held.get(claim) ?? 0) <= now()) {
        held.delete(claim);
        letGo(claim);
        return 'failed';
      }
      try {
        const result = await perform(claim, atOnce);
        if (result === null) return 'left';
        if (result.throttledUntil !== null) throttled.set(claim.webhookId, claim);
        results.add({ claim, result });
        return result.status === 'delivered' ? 'delivered' : 'failed';
      } catch (error) {
        log.error(`Delivery ${claim.id} could not be attempted: ${describeError(error)}`);
        held.delete(claim);
        unattempted.set(claim, now());
        letGo(claim);
        return 'failed';
      }
    },

    giveBack,

    /** Prolongs the leases. */
    async keep(): Promise<void> {
      for (const [claim, since] of unattempted) {
        if (since < now() - LEASE_MS) unattempted.delete(claim);
      }
      const until = now() + LEASE_MS;
      const claims = [...held.keys()];
      if (claims.length > 0) await leases.prolong(claims, until);
      // What came to its end meanwhile may be another's by now, and is not begun.
      for (const claim of claims) if ((held.get(claim) ?? 0) > now()) held.set(claim, until);
    },

    /** Writes what there is. */
    record: (): Promise<void> => results.end(),

    /** What was not attempted or not recorded: another instance need not wait for its lease. */
    async end(): Promise<void> {
      giveBack([...held.keys(), ...unattempted.keys()]);
      await Promise.all(givingBack);
    },
  };
}

export type Holding = ReturnType<typeof createHolding>;
