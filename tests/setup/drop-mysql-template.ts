import { onMysql, TEMPLATES, urlIn } from '../helpers/databases';

/** After the tests on MySQL or MariaDB. */
export default async function dropMysqlTemplate(): Promise<void> {
  const template = process.env[TEMPLATES.MySQL];
  if (template === undefined) return;
  delete process.env[TEMPLATES.MySQL];
  await onMysql(urlIn('MYSQL_URL'), `drop database if exists ${template}`);
}
