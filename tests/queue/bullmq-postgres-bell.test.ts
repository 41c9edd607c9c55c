import { onPostgres, urlIn } from '../helpers/databases';
import { bellSuite } from './bell.suite';

const schema = `lw_test_${process.pid}_${Date.now().toString(36)}`;

afterAll(() => onPostgres(urlIn('PG_URL'), `drop schema if exists ${schema} cascade`));

bellSuite({ bullmq: { postgres: urlIn('PG_URL'), schema } });
