import { loadEngine } from '../../server/src/queue/bullmq/load-engine';

jest.mock('ioredis', () => {
  throw new Error("Cannot find module 'ioredis'");
});
jest.mock('pg', () => {
  throw new Error("Cannot find module 'pg'");
});

test('a package that is missing is named with the command that installs it', () => {
  expect(() => loadEngine({ bullmq: { redis: 'redis://127.0.0.1' } })).toThrow(
    /'ioredis'.*npm install bullmq@6 ioredis$/
  );
  expect(() => loadEngine({ bullmq: { postgres: 'postgres://127.0.0.1' } })).toThrow(
    /'pg'.*npm install bullmq@6 pg$/
  );
});
