import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';
import { nextTurn } from '../lib/next-turn';

export type Dialect = 'sqlite' | 'postgres' | 'mysql';

/**
 * The little of Strapi's database that stores use.
 *
 * On SQLite the pool has one connection: a query in the context of a transaction that does not join
 * it waits for ever. What a user's code may call therefore goes through `join`; `table` without a
 * transaction and `transaction` are for the loops, which run in no one's transaction.
 */
export interface Database {
  readonly dialect: Dialect;
  /** A query builder on one table, in the configured schema, on the given transaction if any. */
  table(name: string, trx?: Knex.Transaction): Knex.QueryBuilder;
  /** A query builder on no table yet. */
  query(trx?: Knex.Transaction): Knex.QueryBuilder;
  /**
   * A transaction of its own; never call it from within another. One that lost to another
   * transaction (a deadlock, a lock not granted) is tried again, so `work` may run more than once.
   */
  transaction<T>(work: (trx: Knex.Transaction) => Promise<T>): Promise<T>;
  /**
   * Runs in the caller's transaction, or in one of its own where there is none; that one is tried again
   * as above.
   */
  join<T>(work: (trx: Knex.Transaction) => Promise<T>): Promise<T>;
  /**
   * Between large statements of a transaction. SQLite's run in this thread and their promises are kept at once, so
   * nothing else would happen until its end; on a server it would only hold locks for longer.
   *
   * @param rows what the statement was about; after few there is nothing to make up for.
   */
  giveTurn(rows: number): Promise<void>;
}

const TRIES = 5;

/** Rows after which others have their turn. */
const ROWS_IN_A_TURN = 50;

export function createDatabase(db: Core.Strapi['db']): Database {
  const { client: dialect } = db.dialect as { client: Dialect };
  // MySQL's own default locks the gaps between rows, which others then wait for or deadlock over.
  const options = dialect === 'mysql' ? ({ isolationLevel: 'read committed' } as const) : undefined;
  const begin = <T>(work: (trx: Knex.Transaction) => Promise<T>): Promise<T> =>
    withReason(work, (kept) => db.connection.transaction(kept, options));

  return {
    dialect,
    table(name, trx) {
      const query = db.getConnection(name);
      return trx === undefined ? query : query.transacting(trx);
    },
    query(trx) {
      const query = db.connection.queryBuilder();
      return trx === undefined ? query : query.transacting(trx);
    },
    transaction: (work) => untilWon(() => begin(work)),
    async join(work) {
      const joined = async () =>
        withReason(work, async (kept) => db.transaction(({ trx }) => kept(trx)));
      return db.inTransaction() ? joined() : untilWon(joined);
    },
    async giveTurn(rows) {
      if (dialect === 'sqlite' && rows > ROWS_IN_A_TURN) await nextTurn();
    },
  };
}

type Work<T> = (trx: Knex.Transaction) => Promise<T>;

/**
 * Runs a transaction; where its work throws, that is why it failed. On a full disk SQLite has rolled back by itself,
 * and Knex would tell of the rollback that then failed.
 */
async function withReason<T>(work: Work<T>, run: (work: Work<T>) => Promise<T>): Promise<T> {
  let thrown: { reason: unknown } | undefined;
  const kept: Work<T> = async (trx) => {
    try {
      return await work(trx);
    } catch (reason) {
      thrown = { reason };
      throw reason;
    }
  };
  try {
    return await run(kept);
  } catch (error) {
    throw thrown === undefined ? error : thrown.reason;
  }
}

async function untilWon<T>(transaction: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await transaction();
    } catch (error) {
      if (tries === TRIES || !isLostToAnother(error)) throw error;
    }
  }
}

/** PostgreSQL's serialization failure and deadlock; MySQL's deadlock and lock wait; SQLite's busy. */
const LOST_TO_ANOTHER = new Set([
  '40001',
  '40P01',
  'ER_LOCK_DEADLOCK',
  'ER_LOCK_WAIT_TIMEOUT',
  'SQLITE_BUSY',
  'SQLITE_BUSY_SNAPSHOT',
]);

function isLostToAnother(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && LOST_TO_ANOTHER.has(code);
}

/** A `bigint` column as a number: PostgreSQL and MySQL answer it as text. */
export function toMs(value: string | number | null): number | null {
  return value === null ? null : Number(value);
}

export function toIso(ms: string | number): string {
  return new Date(Number(ms)).toISOString();
}

export function toIsoOrNull(ms: string | number | null): string | null {
  return ms === null ? null : toIso(ms);
}

/**
 * A condition that no index is used for: of rows named by their keys. SQLite, which counts rows only where
 * it was told to (ANALYZE), would rather read all rows of a status than a hundred by their keys.
 */
export function hasStatus(...statuses: string[]): (query: Knex.QueryBuilder) => void {
  const values = statuses.map(() => '?').join(', ');
  return (query) => {
    void query.whereRaw(`case when ?? in (${values}) then 1 else 0 end = 1`, [
      'status',
      ...statuses,
    ]);
  };
}
