import type { Knex } from 'knex';
import type { Backfill, BackfillEntryStatus, BackfillStatus } from '../../../contracts/domain';
import { TABLES } from '../constants';
import { toIso, toIsoOrNull, toMs, type Database } from './database';

export interface NewBackfill {
  id: string;
  webhookId: string;
  contentTypes: readonly string[];
  entryStatus: BackfillEntryStatus;
  locale: string | null;
  since: number | null;
  total: number;
  createdAt: number;
}

/** Where a backfill is: the place among its content types, and the last row of that one. */
export interface BackfillPosition {
  typeIndex: number;
  lastRow: number;
}

/** A backfill under way. */
export interface RunningBackfill extends BackfillPosition {
  id: string;
  webhookId: string;
  contentTypes: string[];
  entryStatus: BackfillEntryStatus;
  locale: string | null;
  since: number | null;
}

interface BackfillRow {
  backfill_id: string;
  webhook_id: string;
  content_types: string;
  entry_status: BackfillEntryStatus;
  locale: string | null;
  since: string | number | null;
  status: BackfillStatus;
  total: number;
  count: number;
  type_index: number;
  last_row: number;
  created_at: string | number;
  ended_at: string | number | null;
}

/** Backfills and how far they have come. */
export function createBackfillStore(db: Database) {
  const backfills = (trx: Knex.Transaction) => db.table(TABLES.backfills, trx);

  return {
    async create(backfill: NewBackfill): Promise<void> {
      await db.join((trx) =>
        backfills(trx).insert({
          backfill_id: backfill.id,
          webhook_id: backfill.webhookId,
          content_types: JSON.stringify(backfill.contentTypes),
          entry_status: backfill.entryStatus,
          locale: backfill.locale,
          since: backfill.since,
          status: 'running',
          total: backfill.total,
          count: 0,
          type_index: 0,
          last_row: 0,
          created_at: backfill.createdAt,
        })
      );
    },

    async findOne(id: string): Promise<Backfill | null> {
      const row: BackfillRow | undefined = await db.join((trx) =>
        backfills(trx).where({ backfill_id: id }).first()
      );
      return row === undefined ? null : toBackfill(row);
    },

    async running(): Promise<RunningBackfill[]> {
      const rows: BackfillRow[] = await db.table(TABLES.backfills).where({ status: 'running' });
      return rows.map((row) => ({
        id: row.backfill_id,
        webhookId: row.webhook_id,
        contentTypes: JSON.parse(row.content_types) as string[],
        entryStatus: row.entry_status,
        locale: row.locale,
        since: toMs(row.since),
        typeIndex: row.type_index,
        lastRow: row.last_row,
      }));
    },

    /**
     * Moves a backfill on, and keeps its row until the end of the transaction.
     * @returns false when another instance has moved it on, or somebody has ended it.
     */
    async advance(
      { id, typeIndex, lastRow }: RunningBackfill,
      to: BackfillPosition,
      told: number,
      trx: Knex.Transaction
    ): Promise<boolean> {
      const changed: number = await backfills(trx)
        .where({ backfill_id: id, type_index: typeIndex, last_row: lastRow, status: 'running' })
        .update({
          type_index: to.typeIndex,
          last_row: to.lastRow,
          count: trx.raw('?? + ?', ['count', told]),
        });
      return changed === 1;
    },

    /** @returns whether it was running. */
    async end(id: string, status: BackfillStatus, at: number): Promise<boolean> {
      const changed: number = await db.join((trx) =>
        backfills(trx)
          .where({ backfill_id: id, status: 'running' })
          .update({ status, ended_at: at })
      );
      return changed === 1;
    },
  };
}

export type BackfillStore = ReturnType<typeof createBackfillStore>;

function toBackfill(row: BackfillRow): Backfill {
  return {
    id: row.backfill_id,
    webhookId: row.webhook_id,
    contentTypes: JSON.parse(row.content_types) as string[],
    entryStatus: row.entry_status,
    locale: row.locale,
    since: toIsoOrNull(row.since),
    status: row.status,
    total: row.total,
    count: row.count,
    createdAt: toIso(row.created_at),
    endedAt: toIsoOrNull(row.ended_at),
  };
}
