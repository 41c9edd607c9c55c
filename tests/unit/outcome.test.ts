import {
  FAILURE_REASONS,
  judge,
  throttleAfter,
  type Exchange,
} from '../../server/src/domain/outcome';

const response = (status: number): Exchange => ({
  kind: 'response',
  isCut: false,
  status,
  headers: {},
  body: '',
});

describe('an exchange means', () => {
  test.each([200, 201, 202, 204, 299])('delivered with status %d', (status) => {
    expect(judge(response(status), 1, 6)).toEqual({ kind: 'delivered' });
  });

  test.each([100, 199, 300, 301, 302, 304, 307, 308, 400, 401, 404, 410, 429, 500, 502, 503, 504])(
    'a retry with status %d',
    (status) => {
      expect(judge(response(status), 1, 6)).toMatchObject({ reason: `http-${status}` });
      expect(judge(response(status), 1, 6).kind).not.toBe('delivered');
    }
  );

  const retried = FAILURE_REASONS.filter((reason) => reason !== 'transform');
  test.each(retried)('a retry where there was no answer: %s', (reason) => {
    const failure: Exchange = { kind: 'failure', reason, message: 'why' };
    expect(judge(failure, 1, 6)).toEqual({ kind: 'retry', reason });
  });

  test('a failure at once where a transform gave nothing to send', () => {
    const failure: Exchange = { kind: 'failure', reason: 'transform', message: 'why' };
    expect(judge(failure, 1, 6)).toEqual({ kind: 'failed', reason: 'transform' });
  });
});

describe('a delivery', () => {
  test.each([
    [1, 6, 'retry'],
    [5, 6, 'retry'],
    [6, 6, 'failed'],
    [7, 6, 'failed'],
    [1, 1, 'failed'],
  ])('after attempt %d of %d: %s', (attempt, maxAttempts, kind) => {
    expect(judge(response(500), attempt, maxAttempts)).toEqual({ kind, reason: 'http-500' });
  });

  test('is delivered by its last attempt like by any other', () => {
    expect(judge(response(200), 6, 6)).toEqual({ kind: 'delivered' });
  });
});

describe('nothing more is sent to the webhook for a while', () => {
  const asking = (status: number, value: string): Exchange => ({
    kind: 'response',
    isCut: false,
    status,
    headers: { 'retry-after': value },
    body: '',
  });

  test.each([429, 502, 504])('after %d, which says that it is too much', (status) => {
    expect(throttleAfter(response(status), 0)).toBe(5_000);
    expect(throttleAfter(asking(status, '7'), 0)).toBe(7_000);
  });

  test.each([301, 400, 404, 500, 503])('after %d where it asks for that', (status) => {
    expect(throttleAfter(response(status), 0)).toBeUndefined();
    expect(throttleAfter(asking(status, '7'), 0)).toBe(7_000);
  });

  test('and not after a success, or where there was no answer', () => {
    expect(throttleAfter(asking(200, '7'), 0)).toBeUndefined();
    expect(throttleAfter({ kind: 'failure', reason: 'timeout', message: '' }, 0)).toBeUndefined();
  });
});
