import { isLeftover, mysqlAt, onMysql, TEMPLATES, urlIn } from '../helpers/databases';
import { makeTemplate } from '../helpers/template';

/**
 * Before the tests on MySQL or MariaDB, once; drop-mysql-template.ts removes the template. Where there is no
 * server jest.config.js leaves them out.
 */
export default async function findServer(): Promise<void> {
  if (process.env[TEMPLATES.MySQL] !== undefined) return;
  const url = urlIn('MYSQL_URL');
  const names = await onMysql(url, 'select schema_name as name from information_schema.schemata');
  for (const name of names.filter(isLeftover)) {
    await onMysql(url, `drop database if exists ${name}`);
  }
  const { connection } = await makeTemplate(mysqlAt(url), '');
  process.env[TEMPLATES.MySQL] = String(connection.connection.database);
}
