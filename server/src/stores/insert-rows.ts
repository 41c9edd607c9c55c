import type { Knex } from 'knex';
import type { Database } from './database';

/** SQLite allows 32,766 bound values in a statement, and no table here has 32 columns. */
const ROWS_PER_INSERT = 500;

/**
 * Characters of one statement. MySQL refuses one of more than `max_allowed_packet`, 16 MB where MariaDB
 * is left as it comes; a character takes up to 4 bytes.
 */
const TEXT_PER_INSERT = 1_000_000;

/** Cells by column; all rows have the same columns. */
export type Row = Readonly<Record<string, string | number | null>>;

/** Inserts any number of rows of any size: a row that is larger than a statement should be goes alone. */
export async function insertRows(
  db: Database,
  table: string,
  rows: readonly Row[],
  trx: Knex.Transaction
): Promise<void> {
  let batch: Row[] = [];
  let text = 0;
  const insert = async () => {
    if (batch.length > 0) await db.table(table, trx).insert(valuesOf(batch, trx));
    await db.giveTurn(batch.length);
    batch = [];
    text = 0;
  };
  for (const row of rows) {
    const length = textOf(row);
    if (batch.length === ROWS_PER_INSERT || text + length > TEXT_PER_INSERT) await insert();
    batch.push(row);
    text += length;
  }
  await insert();
}

/** Columns of ids, types and states. */
const NAMES = new Set([
  ...['event_id', 'delivery_id', 'webhook_id', 'document_id', 'type', 'uid', 'model', 'locale'],
  ...['shape', 'status', 'outcome', 'reason'],
]);

/** What means itself in every dialect's quotation marks, and in Knex's text. */
const PLAIN = /^[\w.:~+-]{1,64}$/;

/**
 * Knex takes as long to put such a statement together as SQLite to run it; so it is given the text. Most
 * of that time goes by the values that are bound, which numbers and names need not be.
 */
function valuesOf(rows: readonly Row[], trx: Knex.Transaction): Knex.Raw {
  // What is null in all of them is null where it is not named, too.
  const columns = Object.keys(rows[0] ?? {}).filter((column) =>
    rows.some((row) => row[column] !== null)
  );
  const bound: string[] = [];
  const written = (column: string, value: string | number | null | undefined): string => {
    if (typeof value !== 'string') return String(value ?? null);
    if (NAMES.has(column) && PLAIN.test(value)) return `'${value}'`;
    bound.push(value);
    return '?';
  };
  const values = rows.map(
    (row) => `(${columns.map((column) => written(column, row[column])).join(', ')})`
  );
  const names = columns.map(() => '??').join(', ');
  return trx.raw(`(${names}) values ${values.join(', ')}`, [...columns, ...bound]);
}

function textOf(row: Row): number {
  const lengths = Object.values(row).map((value) => (typeof value === 'string' ? value.length : 0));
  return lengths.reduce((sum, length) => sum + length, 0);
}
