import { TABLES } from '../../constants';
import type { Database } from '../../stores/database';
import { CLAIMED_COLUMNS, type Claim, type ClaimedRow, type ReadClaims } from '../claimed-row';

export interface TakeOverDeps {
  db: Database;
  readClaims: ReadClaims;
  /** Of this process; short, and without a colon. */
  runnerId: string;
}

interface WaitingSlot {
  resolve(claims: readonly Claim[]): void;
  reject(error: unknown): void;
}

/**
 * Takes slots over from whoever put them into the engine. The token changes in that moment, so of two that
 * run the same job one finds the slot gone: the engine may forget a job, or hand it out twice.
 *
 * Slots that begin while others are being taken over are taken over together.
 */
export function createTakeOver({ db, readClaims, runnerId }: TakeOverDeps) {
  const suffix = `:${runnerId}`;
  let waiting = new Map<string, WaitingSlot>();
  let taking: Promise<void> | undefined;
  /** Of those that wait: they came within moments. */
  let leaseEnd = 0;

  const takeOver = async (tokens: readonly string[], until: number): Promise<ClaimedRow[]> => {
    const table = () => db.table(TABLES.deliveries);
    const found: { id: number }[] = await table()
      .select('id')
      .where('status', 'sending')
      .whereIn('lease_token', [...tokens]);
    if (found.length === 0) return [];
    const ids = found.map((row) => row.id);
    return db.transaction(async (trx) => {
      const concat = db.dialect === 'mysql' ? 'concat(??, ?)' : '?? || ?';
      await db
        .table(TABLES.deliveries, trx)
        .whereIn('id', ids)
        .whereIn('lease_token', [...tokens])
        .update({
          lease_token: trx.raw(concat, ['lease_token', suffix]),
          lease_expires_at: until,
        });
      return db
        .table(TABLES.deliveries, trx)
        .select(CLAIMED_COLUMNS)
        .whereIn('id', ids)
        .whereIn(
          'lease_token',
          tokens.map((token) => token + suffix)
        )
        .orderBy(['due_at', 'id']);
    });
  };

  const takeAll = async () => {
    // Those of the same moment come together.
    await Promise.resolve();
    while (waiting.size > 0) {
      const slots = waiting;
      waiting = new Map();
      try {
        const rows = await takeOver([...slots.keys()], leaseEnd);
        const claims = await readClaims(rows);
        for (const [token, slot] of slots) {
          slot.resolve(claims.filter((claim) => claim.token === token + suffix));
        }
      } catch (error) {
        slots.forEach((slot) => slot.reject(error));
      }
    }
    taking = undefined;
  };

  /** @returns what the slot holds; nothing where it is no more what it was when its job was made. */
  return (token: string, until: number): Promise<readonly Claim[]> =>
    new Promise((resolve, reject) => {
      // A job that was handed out twice, to this process both times.
      if (waiting.has(token)) return resolve([]);
      waiting.set(token, { resolve, reject });
      leaseEnd = until;
      taking ??= takeAll();
    });
}

export type TakeOver = ReturnType<typeof createTakeOver>;
