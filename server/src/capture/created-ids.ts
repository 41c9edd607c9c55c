import type { Core } from '@strapi/strapi';

/** A `createMany` as it is told after the write. */
export interface CreatedMany {
  count: number;
  ids: readonly (number | string)[];
}

/**
 * The ids of the rows a `createMany` has made.
 *
 * SQLite and PostgreSQL answer all of them. MySQL answers one for each statement that Strapi splits the
 * write into, that of its first row; InnoDB numbers the rows of one such statement without a gap, apart by
 * `auto_increment_increment`, whatever else is inserted meanwhile ("simple inserts" in MySQL's and
 * MariaDB's pages on AUTO_INCREMENT). Rows that came with an id of their own have that.
 */
export async function createdIds(
  db: Core.Strapi['db'],
  { count, ids }: CreatedMany,
  data: unknown
): Promise<number[]> {
  if (ids.length === count || !Array.isArray(data)) return ids.map(Number);
  const step = await autoIncrement(db);
  const perStatement = db.dialect.getBatchInsertSize();
  let next = 0;
  return data.map((row: { id?: number | null }, index) => {
    if (index % perStatement === 0) next = Number(ids[index / perStatement]);
    if (typeof row.id === 'number') return row.id;
    const id = next;
    next += step;
    return id;
  });
}

async function autoIncrement(db: Core.Strapi['db']): Promise<number> {
  const { step }: { step: number | string } = await db.transaction(({ trx }) =>
    trx.select(trx.raw('@@auto_increment_increment as step')).first()
  );
  return Number(step);
}
