import type { Core } from '@strapi/strapi';

export interface RowsQuery {
  where?: unknown;
  _q?: string;
  filters?: unknown;
  select?: readonly string[];
  populate?: object;
  limit?: number;
  orderBy?: string | Record<string, 'asc' | 'desc'>;
}

/** The part of Strapi's query builder that reads; its types leave it out. */
interface QueryBuilder {
  init(query: RowsQuery): QueryBuilder;
  forUpdate(): QueryBuilder;
  count(): QueryBuilder;
  first(): QueryBuilder;
  execute(): Promise<unknown>;
}

/**
 * Reads rows as `strapi.db.query(uid).findMany` does, without the site's find hooks: a filter there must
 * not hide a row that changed, a counter must not count capture, and none of them may fail it. Joins
 * the caller's transaction, and holds the rows until its end where told to.
 */
export async function readRows<Row>(
  db: Core.Strapi['db'],
  uid: string,
  query: RowsQuery,
  { lock = false } = {}
): Promise<Row[]> {
  const builder = (db.queryBuilder(uid) as unknown as QueryBuilder).init(query);
  return (await (lock ? builder.forUpdate() : builder).execute()) as Row[];
}

/** How many rows there are, read as `readRows` reads them. */
export async function countRows(
  db: Core.Strapi['db'],
  uid: string,
  where: object
): Promise<number> {
  const builder = (db.queryBuilder(uid) as unknown as QueryBuilder).init({ where });
  const { count } = (await builder.count().first().execute()) as { count: number | string };
  return Number(count);
}
