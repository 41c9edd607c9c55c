import type { Knex } from 'knex';
import { groupBy } from '../lib/group-by';

/** A delivery that is due, by its key. */
export interface DueRow {
  id: number;
  webhook_id: string;
  /** Characters of its body; null: not known. */
  size: number | null;
}

/**
 * A token for each slot, and the rows of its lane dealt out among them: the longest due of a lane are then the
 * first of their slots.
 *
 * @param token of the claim; a slot's begins with it.
 * @param slots by webhook.
 */
export function slotTokens(
  token: string,
  rows: readonly DueRow[],
  slots: ReadonlyMap<string, number>
): Map<string, number[]> {
  const tokens = new Map<string, number[]>();
  let lane = 0;
  for (const [webhookId, own] of groupBy(rows, (row) => row.webhook_id)) {
    lane += 1;
    const count = slots.get(webhookId) ?? 1;
    own.forEach(({ id }, place) => {
      const slot = `${token}.${lane}.${place % count}`;
      tokens.set(slot, [...(tokens.get(slot) ?? []), id]);
    });
  }
  return tokens;
}

/** What a column of tokens is set to, for rows named by their keys. */
export function tokenByRow(
  tokens: ReadonlyMap<string, readonly number[]>,
  trx: Knex.Transaction
): Knex.Raw | string {
  const [first] = tokens.keys();
  if (first !== undefined && tokens.size === 1) return first;
  // Numbers stand in the text, as in `record.ts`.
  const arms = [...tokens].map(([, ids]) => `when ?? in (${ids.join(', ')}) then ?`);
  const bindings = [...tokens.keys()].flatMap((token) => ['id', token]);
  return trx.raw(`case ${arms.join(' ')} end`, bindings);
}
