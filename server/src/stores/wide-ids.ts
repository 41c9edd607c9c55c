import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';
import { TABLES } from '../constants';

/** Every change of content adds rows to them. */
const GROWING: readonly string[] = [
  TABLES.outbox,
  TABLES.events,
  TABLES.bodies,
  TABLES.deliveries,
  TABLES.attempts,
  TABLES.gathered,
];

/**
 * Gives the tables that grow with every change ids of 64 bits. Strapi makes them of 32, which a hundred
 * deliveries a second use up in eight months; then nothing could be delivered any more. It leaves them alone
 * afterwards: it does not compare the type of such a column. SQLite's have 64 anyway.
 *
 * Runs once Strapi has made the tables, at every start, and changes nothing where that is done. A table of
 * millions of rows that is changed is locked meanwhile.
 */
export async function widenIds(db: Core.Strapi['db']): Promise<void> {
  const dialect = DIALECTS[db.dialect.client];
  if (dialect === undefined) return;
  const { connection } = db;
  const narrow: { schema: string; name: string }[] = await connection('information_schema.columns')
    .select({ schema: 'table_schema', name: 'table_name' })
    .where({ column_name: 'id', data_type: dialect.narrow })
    .where('table_schema', db.getSchemaName() ?? connection.raw(dialect.schema))
    .whereIn('table_name', [...GROWING]);
  for (const { schema, name } of narrow) await dialect.widen(connection, `${schema}.${name}`);
}

interface Wide {
  /** What Strapi makes. */
  narrow: string;
  /** The schema where the site names none. */
  schema: string;
  widen(knex: Knex, table: string): Promise<void>;
}

const DIALECTS: Record<string, Wide | undefined> = {
  postgres: {
    narrow: 'integer',
    schema: 'current_schema()',
    widen: (knex, table) =>
      knex.transaction(async (trx) => {
        await trx.raw('alter table ?? alter column id type bigint', [table]);
        const { rows } = (await trx.raw("select pg_get_serial_sequence(?, 'id') as name", [
          table,
        ])) as { rows: { name: string }[] };
        // Answered as it is to be written.
        await trx.raw(`alter sequence ${rows[0]?.name} as bigint`);
      }),
  },
  mysql: {
    narrow: 'int',
    schema: 'database()',
    widen: async (knex, table) =>
      knex.raw('alter table ?? modify id bigint not null auto_increment', [table]),
  },
};
