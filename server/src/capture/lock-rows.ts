import type { Core } from '@strapi/strapi';
import { readRows, type RowsQuery } from './read-rows';

/** Ids named in one query: PostgreSQL limits the values of a statement at 65,535. */
const ROWS_PER_LOCK = 1_000;

/**
 * The rows a write is about to change, held until the transaction ends, so that between being read here
 * and being written nobody else changes or deletes them: they would be told of twice, or wrongly.
 *
 * The write itself takes the same locks a moment later. SQLite has one writer at a time and needs none.
 * MySQL reads what is there now, and not what was there when the transaction began, only where it locks.
 * PostgreSQL locks no rows of a query that joins (`distinct`), so it is asked in two steps.
 */
export async function lockRows<Row extends { id: number }>(
  db: Core.Strapi['db'],
  uid: string,
  query: RowsQuery
): Promise<Row[]> {
  const { client } = db.dialect;
  if (client === 'sqlite') return readRows<Row>(db, uid, query);
  if (client === 'mysql' || isById(query)) return readRows<Row>(db, uid, query, { lock: true });

  const seen = await readRows<Row>(db, uid, query);
  if (seen.length === 0) return seen;
  const held = new Set<number>();
  for (let start = 0; start < seen.length; start += ROWS_PER_LOCK) {
    const ids = seen.slice(start, start + ROWS_PER_LOCK).map((row) => row.id);
    const rows = await readRows<Row>(
      db,
      uid,
      { where: { id: { $in: ids } }, select: ['id'], orderBy: 'id' },
      { lock: true }
    );
    for (const { id } of rows) held.add(id);
  }
  // Whoever held a lock may have changed the row so that it is not meant any more.
  const still = await readRows<Row>(db, uid, query);
  return still.filter(({ id }) => held.has(id));
}

/** As Strapi's document service deletes: it names the row. */
function isById({ where }: RowsQuery): boolean {
  return typeof where === 'object' && where !== null && Object.keys(where).join() === 'id';
}
