import { isLeftover, onMysql, urlIn } from '../helpers/databases';

/** Before the tests on MySQL or MariaDB, once. Where there is no server jest.config.js leaves them out. */
export default async function findServer(): Promise<void> {
  const url = urlIn('MYSQL_URL');
  const names = await onMysql(url, 'select schema_name as name from information_schema.schemata');
  for (const name of names.filter(isLeftover)) {
    await onMysql(url, `drop database if exists ${name}`);
  }
}
