import type { Knex } from 'knex';
import { TABLES } from '../constants';
import type { Database } from '../stores/database';

/** A delivery and the token it is held with. */
export interface Held {
  id: string;
  token: string;
}

/**
 * What keeps claims alive, and frees those nobody keeps alive any more.
 *
 * Rows are changed by their keys alone, never by a condition on an index of what is changed: that is the
 * order in which claims and results lock them, too.
 */
export function createLeases(db: Database) {
  const deliveries = (trx?: Knex.Transaction) => db.table(TABLES.deliveries, trx);
  const idsOf = (claims: readonly Pick<Held, 'id'>[]) => claims.map((claim) => claim.id);

  /** Changes what claims still hold. A token belongs to one claim, so the pair is exact. */
  const change = async (claims: readonly Held[], to: object): Promise<void> => {
    const tokens = [...new Set(claims.map((claim) => claim.token))];
    await db.transaction((trx) =>
      deliveries(trx)
        .whereIn('delivery_id', idsOf(claims))
        .whereIn('lease_token', tokens)
        .where('status', 'sending')
        .update(to)
    );
  };

  return {
    /** Prolongs leases, as far as they are still held. */
    prolong: (claims: readonly Held[], expiresAt: number): Promise<void> =>
      change(claims, { lease_expires_at: expiresAt }),

    /** Gives back what was not attempted, as it was. */
    giveBack: (claims: readonly Held[]): Promise<void> => change(claims, FREE),

    /** What is held with some tokens. */
    async heldWith(tokens: readonly string[]): Promise<Held[]> {
      const rows: { delivery_id: string; lease_token: string }[] = await deliveries()
        .select('delivery_id', 'lease_token')
        .where('status', 'sending')
        .whereIn('lease_token', [...tokens]);
      return rows.map((row) => ({ id: row.delivery_id, token: row.lease_token }));
    },

    /**
     * Frees what a dead instance held; never what this one does, however late it was to prolong.
     * @returns how many there were.
     */
    async reclaim(now: number, own: readonly Pick<Held, 'id'>[]): Promise<number> {
      const rows: { id: number; delivery_id: string }[] = await deliveries()
        .select('id', 'delivery_id')
        .where('status', 'sending')
        .where('lease_expires_at', '<', now);
      const kept = new Set(idsOf(own));
      const ids = rows.filter((row) => !kept.has(row.delivery_id)).map((row) => row.id);
      if (ids.length === 0) return 0;
      return db.transaction((trx) =>
        deliveries(trx)
          .whereIn('id', ids)
          .where('status', 'sending')
          .where('lease_expires_at', '<', now)
          .update(FREE)
      );
    },
  };
}

export type Leases = ReturnType<typeof createLeases>;

const FREE = { status: 'pending', lease_token: null, lease_expires_at: null };
