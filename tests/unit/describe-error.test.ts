import { describeError } from '../../server/src/lib/logger';

test('of an error with causes, each is told', () => {
  const error = new Error('not sent', { cause: new Error('no route', { cause: 'a wall' }) });
  expect(describeError(error)).toBe('not sent (cause: no route (cause: a wall))');
});

// Knex puts the whole statement before what the database said, with every value in it: payloads,
// answers, sealed secrets, and all of a megabyte.
test.each([
  [
    'insert into `lifecycle_webhooks_outbox` (`event_id`, `event`) values (\'evt_1\', \'{"title": "a - b"}\') - database or disk is full',
    'SQLITE_FULL',
    'insert into `lifecycle_webhooks_outbox` … - database or disk is full',
  ],
  [
    'update "lifecycle_webhooks_deliveries" set "reason" = \'x\' where 1 = 1 - cannot execute UPDATE in a read-only transaction',
    '25006',
    'update "lifecycle_webhooks_deliveries" … - cannot execute UPDATE in a read-only transaction',
  ],
  [
    "select `id` from (select `id` from `lifecycle_webhooks_deliveries` where `status` = 'pending') - disk I/O error",
    'SQLITE_IOERR',
    'select `id` from (select `id` from `lifecycle_webhooks_deliveries` … - disk I/O error',
  ],
  ['BEGIN; - database is locked', 'SQLITE_BUSY', 'BEGIN; - database is locked'],
])(
  'of a statement that failed, what the database said, and no value: %#',
  (message, code, told) => {
    expect(describeError(Object.assign(new Error(message), { code }))).toBe(told);
  }
);

test('what is no statement is told as it is', () => {
  expect(describeError(new Error('update of the schedule - not possible'))).toBe(
    'update of the schedule - not possible'
  );
});
