import type { Core } from '@strapi/strapi';
import { describeError, type Logger } from '../lib/logger';
import { currentAction, currentUnit, openUnit, runUnit, undoUnit, type Unit } from './action';
import type { DocumentActions } from './document-actions';

type Db = Core.Strapi['db'];
type TransactionContext = Parameters<Parameters<Db['transaction']>[0] & object>[0];
type WriteMethod = (typeof WRITE_METHODS)[number];
type Write = (uid: string, params?: WriteParams) => Promise<unknown>;
interface WriteParams {
  select?: unknown;
}

const WRITE_METHODS = [
  'create',
  'createMany',
  'update',
  'updateMany',
  'delete',
  'deleteMany',
] as const;

export interface WriteTransactionsDeps {
  db: Db;
  /** Whether a write of the type is to be announced. */
  isWanted(uid: string): Promise<boolean>;
  actions: Pick<DocumentActions, 'begin' | 'conclude'>;
  log: Logger;
}

/**
 * Makes sure that what capture writes is in the transaction of the write itself.
 *
 * Strapi has no hook that runs inside a write's transaction and at its end, and gives a direct write
 * (`strapi.db.query`) no transaction at all. So two of its methods are extended here, and restored
 * by the function returned:
 *
 * - `strapi.db.transaction`: a transaction opened by a document action records what the action did in
 *   it as the last thing before it ends. Wrapping a second one around the action instead would leave
 *   Strapi's own as a nested one, whose async context keeps the finished transaction: whatever a site
 *   starts there without awaiting it would fail on its next query.
 * - the six write methods of the entity manager: a write somebody wants runs in a transaction.
 *
 * (docs/decisions/0001)
 */
export function extendWriteTransactions({ db, isWanted, actions, log }: WriteTransactionsDeps) {
  const restoreTransaction = extendTransaction({ db, actions, log });
  const restoreWrites = extendWrites(db, isWanted);
  return () => {
    restoreWrites();
    restoreTransaction();
  };
}

function extendTransaction({ db, actions, log }: Omit<WriteTransactionsDeps, 'isWanted'>) {
  const original = db.transaction;

  const transaction = async (work?: Parameters<typeof original>[0]) => {
    const action = currentAction();
    if (work === undefined || action === undefined || currentUnit() !== undefined) {
      return original.call(db, work as never);
    }
    const joined = db.inTransaction();
    const unit = openUnit(action);
    return original.call(db, (context) =>
      runUnit(unit, async () => {
        await actions.begin(unit);
        try {
          const result = await work(joined ? context : endingWith(unit, context));
          if (unit.open && !context.trx.isCompleted()) await actions.conclude(unit);
          return result;
        } catch (error) {
          // A caller may swallow the error and commit what was written until then: it is told as
          // well. Where the transaction ends with the error, so do these events.
          if (joined) await concludeFailed(unit);
          else undoUnit(unit);
          throw error;
        }
      })
    );
  };

  /** The caller is to hear of its own failure; one more, of the telling, is for the log. */
  const concludeFailed = async (unit: Unit) => {
    try {
      await actions.conclude(unit);
    } catch (error) {
      const { name, uid } = unit.action;
      log.error(`What a failed ${name} of ${uid} left was not announced: ${describeError(error)}`);
    }
  };

  /** A transaction may also be ended by hand, within: its events commit or go with it. */
  const endingWith = (unit: Unit, context: TransactionContext): TransactionContext => ({
    ...context,
    commit: async () => {
      await actions.conclude(unit);
      unit.open = false;
      await context.commit();
    },
    rollback: async () => {
      undoUnit(unit);
      await context.rollback();
    },
  });

  db.transaction = transaction as typeof original;
  return () => {
    db.transaction = original;
  };
}

function extendWrites(db: Db, isWanted: WriteTransactionsDeps['isWanted']) {
  const manager = db.entityManager as unknown as Record<WriteMethod, Write>;
  const originals = WRITE_METHODS.map((name) => [name, manager[name]] as const);

  for (const [name, original] of originals) {
    manager[name] = async (uid, params) => {
      if (!(await isWanted(uid))) return original.call(manager, uid, params);
      const write = () => original.call(manager, uid, withId(params));
      const isCovered = currentAction() === undefined || currentUnit() !== undefined;
      return db.inTransaction() && isCovered ? write() : db.transaction(write);
    };
  }
  return () => {
    for (const [name, original] of originals) manager[name] = original;
  };
}

/** A write may ask for a few columns only; which row it was is in the `id`. */
function withId(params: WriteParams | undefined): WriteParams | undefined {
  const select = params?.select;
  if (select === undefined || select === null) return params;
  const columns = Array.isArray(select) ? select : [select];
  if (columns.includes('id') || columns.includes('*')) return params;
  return { ...params, select: ['id', ...columns] };
}
