import type { TestStrapi } from './strapi';

/** Every row of every table, as one text. */
export async function wholeDatabase({ strapi }: TestStrapi): Promise<string> {
  const tables = await strapi.db.dialect.schemaInspector.getTables();
  const rows: unknown[] = [];
  for (const table of tables) {
    rows.push({ table, rows: await strapi.db.getConnection(table).select('*') });
  }
  return JSON.stringify(rows);
}
