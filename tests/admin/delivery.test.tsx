import { within } from '@testing-library/react';
import { act, screen, waitFor } from '@strapi/strapi/admin/test';
import { DeliveryPage } from '../../admin/src/pages/delivery/DeliveryPage';
import type { DeliveryDetail, Webhook } from '../../contracts/domain';
import { aDeliveryDetail, anAttempt, aRequest, aWebhook } from './factories';
import { renderPanel, serve, serveError, type Permission } from './panel';

const CONTENT_TYPES = [
  {
    uid: 'api::homepage.homepage',
    displayName: 'Homepage',
    kind: 'singleType',
    draftAndPublish: true,
    localized: false,
  },
];

function serveWebhook(given: Partial<Webhook> = {}) {
  const webhook = aWebhook(given);
  serve('get', '/webhooks/:id', { data: webhook });
  serve('get', '/webhooks', {
    data: [webhook],
    meta: { pagination: { page: 1, pageSize: 100, pageCount: 1, total: 1 } },
  });
  serve('get', '/event-types', { data: [], meta: { contentTypes: CONTENT_TYPES, locales: [] } });
}

function open(may?: Permission[]) {
  return renderPanel(<DeliveryPage />, {
    path: '/deliveries/:id',
    at: '/deliveries/dlv_1',
    ...(may === undefined ? {} : { may }),
  });
}

function show(given: Partial<DeliveryDetail>, may?: Permission[]) {
  serve('get', '/deliveries/:id', { data: aDeliveryDetail(given) });
  return open(may);
}

const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000 + 500).toISOString();

const PENDING: Partial<DeliveryDetail> = {
  status: 'pending',
  attemptCount: 2,
  nextAttemptAt: inMinutes(4),
  deliveredAt: null,
  responseCode: 503,
  reason: 'http-503',
  attempts: [
    anAttempt({
      outcome: 'retry',
      reason: 'timeout',
      responseCode: null,
      responseBody: 'Too late',
    }),
    anAttempt({
      number: 2,
      outcome: 'retry',
      reason: 'http-503',
      responseCode: 503,
      responseBody: '{"error":"busy"}',
    }),
  ],
};

test('what is pending says why it is tried again, and when', async () => {
  serveWebhook();
  show({ ...PENDING, maxAttempts: 6 });
  expect(await screen.findByText('It will be tried again.')).toBeInTheDocument();
  expect(await screen.findByText('Next attempt in 4 minutes, attempt 3 of 6')).toBeInTheDocument();
  expect(
    screen.getAllByText('The receiver answered 503: something is wrong on its side.')
  ).toHaveLength(2);
});

test('how many attempts there are is left out where it is not known', async () => {
  serveWebhook();
  show(PENDING);
  expect(await screen.findByText('Next attempt in 4 minutes, attempt 3')).toBeInTheDocument();
});

test('what waits for a disabled webhook says so', async () => {
  serveWebhook({ enabled: false });
  show(PENDING);
  expect(await screen.findByText(/The webhook is disabled/)).toBeInTheDocument();
  expect(screen.queryByText(/Next attempt/)).not.toBeInTheDocument();
});

test('what failed says why, and what can be done', async () => {
  serveWebhook();
  show({ ...PENDING, status: 'failed', nextAttemptAt: null, reason: 'dns' });
  expect(await screen.findByText(/no more attempts are made/)).toBeInTheDocument();
  expect(screen.getByText('The host name in the URL could not be resolved.')).toBeInTheDocument();
  expect(screen.getByText(/Check the URL for a typing mistake/)).toBeInTheDocument();
});

test('attempts are on a line, the newest first and open', async () => {
  serveWebhook();
  const { user } = show(PENDING);
  const card = await screen.findByRole('region', { name: 'Attempts' });
  const items = within(card).getAllByRole('listitem');
  expect(items).toHaveLength(2);
  expect(within(items[0]!).getByRole('heading', { name: 'Attempt 2' })).toBeInTheDocument();
  expect(within(items[0]!).getByText(/"error": "busy"/)).toBeInTheDocument();
  expect(within(items[1]!).queryByText('Too late')).not.toBeInTheDocument();
  const toggle = within(items[1]!).getByRole('button', { name: 'Show the answer to attempt 1' });
  expect(toggle).toHaveAttribute('aria-expanded', 'false');
  await user.click(toggle);
  expect(within(items[1]!).getByText('Too late')).toBeInTheDocument();
  expect(toggle).toHaveAttribute('aria-expanded', 'true');
});

test('a body is shown made readable, and as it is', async () => {
  serveWebhook();
  const { user } = show({});
  const card = await screen.findByRole('region', { name: 'Request' });
  expect(within(card).getByText('https://search.example.com/webhook')).toBeInTheDocument();
  expect(within(card).getByRole('row', { name: 'webhook-id evt_1' })).toBeInTheDocument();
  expect(within(card).getByText(/"event": "entry.publish"/)).toBeInTheDocument();
  await user.click(within(card).getByRole('tab', { name: 'Raw' }));
  expect(within(card).getByText('{"event":"entry.publish","model":"article"}')).toBeInTheDocument();
});

test('a body of a megabyte is cut', async () => {
  serveWebhook();
  const body = JSON.stringify({ text: 'x'.repeat(1_000_000) });
  show({ request: aRequest({ body }) });
  const card = await screen.findByRole('region', { name: 'Request' });
  expect(within(card).getByRole('button', { name: /^Show all/ })).toBeInTheDocument();
  expect(card.textContent!.length).toBeLessThan(30_000);
});

test('the request is copied as a command', async () => {
  serveWebhook();
  const { user } = show({ request: aRequest({ headers: { Authorization: '[secret]' } }) });
  await user.click(await screen.findByRole('button', { name: 'Copy as cURL' }));
  expect(await screen.findByText(/^Copied; put in the secrets/)).toBeInTheDocument();
  expect(await navigator.clipboard.readText()).toContain("--header 'Authorization: [secret]'");
});

test('who may not read payloads is told so', async () => {
  serveWebhook();
  const { request, attempts, ...delivery } = aDeliveryDetail();
  const { method, url, headers } = request!;
  const [{ number, at, durationMs, outcome, reason, responseCode }] = attempts as [
    (typeof attempts)[number],
  ];
  serve('get', '/deliveries/:id', {
    data: {
      ...delivery,
      request: { method, url, headers },
      attempts: [{ number, at, durationMs, outcome, reason, responseCode }],
    },
  });
  open(['readDeliveries', 'readWebhooks']);
  expect(await screen.findAllByText(/You may not read payloads/)).toHaveLength(2);
  expect(screen.queryByRole('button', { name: 'Copy as cURL' })).not.toBeInTheDocument();
  expect(screen.queryByRole('button', { name: /Show the answer/ })).not.toBeInTheDocument();
});

test('a deleted webhook leaves its deliveries readable', async () => {
  serveWebhook();
  serveError('get', '/webhooks/:id', 404, { name: 'NotFoundError' });
  show({ request: null, status: 'cancelled', reason: 'webhook-deleted' });
  expect(await screen.findByText('The webhook was deleted.')).toBeInTheDocument();
  expect(screen.getByText(/its URL and headers with it/)).toBeInTheDocument();
});

test.each([
  { item: 'The original: the same bytes', render: 'original' },
  { item: 'Rendered anew from today’s content', render: 'current' },
])('$render is redelivered', async ({ item, render }) => {
  serveWebhook();
  const asked = serve('post', '/deliveries/:id/redeliver', { data: aDeliveryDetail() });
  const { user } = show({});
  await user.click(await screen.findByRole('button', { name: 'Redeliver' }));
  await user.click(await screen.findByRole('menuitem', { name: item }));
  expect(await screen.findByText('It is being sent again')).toBeInTheDocument();
  expect(asked.map(({ body }) => body)).toEqual([{ render }]);
});

test('a refused redelivery says why', async () => {
  serveWebhook();
  serveError('post', '/deliveries/:id/redeliver', 400, { message: 'Enable the webhook first' });
  const { user } = show({});
  await user.click(await screen.findByRole('button', { name: 'Redeliver' }));
  await user.click(await screen.findByRole('menuitem', { name: /original/ }));
  expect(await screen.findByText('Enable the webhook first')).toBeInTheDocument();
});

test('what is pending is cancelled, after a question', async () => {
  serveWebhook();
  const asked = serve('post', '/deliveries/:id/cancel', { data: aDeliveryDetail() });
  const { user } = show(PENDING);
  await user.click(await screen.findByRole('button', { name: 'Cancel delivery' }));
  expect(asked).toHaveLength(0);
  await user.click(await screen.findByRole('button', { name: 'Confirm' }));
  expect(await screen.findByText('The delivery is cancelled')).toBeInTheDocument();
});

test('who may only read has nothing to press', async () => {
  serveWebhook();
  show(PENDING, ['readDeliveries', 'readWebhooks', 'readPayloads']);
  expect(await screen.findByText('It will be tried again.')).toBeInTheDocument();
  expect(screen.queryByRole('button', { name: 'Redeliver' })).not.toBeInTheDocument();
  expect(screen.queryByRole('button', { name: 'Cancel delivery' })).not.toBeInTheDocument();
});

test('a single type is linked to by its type alone', async () => {
  serveWebhook();
  show({ uid: 'api::homepage.homepage', documentId: 'home1', locale: null });
  expect(
    await screen.findByRole('link', { name: 'Open Homepage in the Content Manager' })
  ).toHaveAttribute('href', '/content-manager/single-types/api::homepage.homepage');
});

test('a deleted document is not linked to', async () => {
  serveWebhook();
  show({ type: 'entry.delete', uid: 'api::homepage.homepage', locale: null });
  expect(await screen.findByText('Homepage')).toBeInTheDocument();
  expect(screen.queryByRole('link', { name: /Content Manager/ })).not.toBeInTheDocument();
});

test('a delivery that is not there is told', async () => {
  serveWebhook();
  serveError('get', '/deliveries/:id', 404, { name: 'NotFoundError' });
  open();
  expect(await screen.findByText(/There is no such delivery/)).toBeInTheDocument();
});

test('it is live while it is sent', async () => {
  serveWebhook();
  jest.useFakeTimers({ advanceTimers: true });
  try {
    let status: 'sending' | 'delivered' = 'sending';
    serve('get', '/deliveries/:id', () => ({ data: aDeliveryDetail({ status }) }));
    open();
    expect(await screen.findByText('It is being sent at this moment.')).toBeInTheDocument();
    status = 'delivered';
    pass(3_100);
    await waitFor(() =>
      expect(screen.getByText('The receiver accepted it at attempt 1.')).toBeInTheDocument()
    );
  } finally {
    jest.useRealTimers();
  }
});

test('what cannot be kept up to date is told', async () => {
  serveWebhook();
  jest.useFakeTimers({ advanceTimers: true });
  try {
    show({ status: 'sending' });
    expect(await screen.findByText('It is being sent at this moment.')).toBeInTheDocument();
    serveError('get', '/deliveries/:id', 403, { name: 'ForbiddenError', message: 'Forbidden' });
    pass(3_100);
    expect(await screen.findByText('This delivery is not up to date: Forbidden')).toBeVisible();
    expect(screen.getByText('It is being sent at this moment.')).toBeInTheDocument();
  } finally {
    jest.useRealTimers();
  }
});

function pass(ms: number) {
  act(() => jest.advanceTimersByTime(ms));
}
