import type { Knex } from 'knex';
import type { Attempt, OutcomeKind } from '../../../contracts/domain';
import { TABLES } from '../constants';
import type { AttemptRecord } from '../domain/delivery';
import { toIso, type Database } from './database';
import { insertRows } from './insert-rows';

interface AttemptRow {
  number: number;
  at: number | string;
  duration_ms: number;
  outcome: OutcomeKind;
  reason: string | null;
  response_code: number | null;
  response_headers: string;
  response_body: string;
}

/** Attempts: append-only, numbered from 1 within their delivery. */
export function createAttemptStore(db: Database) {
  return {
    async append(attempts: readonly AttemptRecord[], trx: Knex.Transaction): Promise<void> {
      await insertRows(
        db,
        TABLES.attempts,
        attempts.map((attempt) => ({
          delivery_id: attempt.deliveryId,
          webhook_id: attempt.webhookId,
          number: attempt.number,
          at: attempt.at,
          duration_ms: attempt.durationMs,
          outcome: attempt.outcome,
          reason: attempt.reason,
          response_code: attempt.responseCode,
          response_headers: JSON.stringify(attempt.responseHeaders),
          // A receiver answers what it likes; PostgreSQL keeps no text with this character.
          response_body: attempt.responseBody.replaceAll('\0', '\ufffd'),
        })),
        trx
      );
    },

    async ofDelivery(deliveryId: string): Promise<Attempt[]> {
      const rows: AttemptRow[] = await db.join((trx) =>
        db.table(TABLES.attempts, trx).where({ delivery_id: deliveryId }).orderBy('number')
      );
      return rows.map((row) => ({
        number: row.number,
        at: toIso(row.at),
        durationMs: row.duration_ms,
        outcome: row.outcome,
        reason: row.reason,
        responseCode: row.response_code,
        responseHeaders: JSON.parse(row.response_headers) as Record<string, string>,
        responseBody: row.response_body,
      }));
    },
  };
}

export type AttemptStore = ReturnType<typeof createAttemptStore>;
