import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';

const SAVEPOINT = 'lifecycle_webhooks';

/** One savepoint at a time in a transaction: writes side by side would end each other's. */
const turns = new WeakMap<Knex.Transaction, Promise<unknown>>();

/**
 * Runs reads whose failure the caller means to survive, in the caller's transaction.
 *
 * On PostgreSQL a statement that fails spoils its whole transaction, and the user's write with it, so
 * there the reads stand behind a savepoint. Not to be called within itself.
 */
export async function readSafely<T>(db: Core.Strapi['db'], read: () => Promise<T>): Promise<T> {
  if (db.dialect.client !== 'postgres' || !db.inTransaction()) return read();
  return db.transaction(({ trx }) => {
    const turn = (turns.get(trx) ?? Promise.resolve()).then(() => behindSavepoint(trx, read));
    turns.set(
      trx,
      turn.catch(() => undefined)
    );
    return turn;
  });
}

async function behindSavepoint<T>(trx: Knex.Transaction, read: () => Promise<T>): Promise<T> {
  // Going back also undoes what other code of the site has written meanwhile in the same transaction,
  // and it would never know. Then the transaction is rather left as it is, to fail as a whole.
  let hasWritten = false;
  const watch = ({ sql }: { sql: string }) => {
    hasWritten ||= !/^\s*select\b/i.test(sql);
  };
  await trx.raw(`savepoint ${SAVEPOINT}`);
  trx.on('query', watch);
  let result: T;
  try {
    result = await read();
  } catch (error) {
    if (!hasWritten) await trx.raw(`rollback to savepoint ${SAVEPOINT}`);
    throw error;
  } finally {
    trx.off('query', watch);
  }
  await trx.raw(`release savepoint ${SAVEPOINT}`);
  return result;
}
