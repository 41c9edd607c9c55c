import { within } from '@testing-library/react';
import { act, screen, waitFor } from '@strapi/strapi/admin/test';
import DeliveriesRoutes from '../../admin/src/pages/DeliveriesRoutes';
import { aDelivery, aDeliveryDetail, aWebhook } from './factories';
import { renderPanel, serve, serveError, serveNever, type Asked, type Permission } from './panel';

const CONTENT_TYPES = [
  {
    uid: 'api::article.article',
    displayName: 'Article',
    kind: 'collectionType',
    draftAndPublish: true,
    localized: true,
  },
];

function open(search = '', may?: Permission[]) {
  return renderPanel(<DeliveriesRoutes />, {
    path: '/deliveries/*',
    at: `/deliveries${search}`,
    ...(may === undefined ? {} : { may }),
  });
}

function servePage(data = [aDelivery()], nextCursor: string | null = null): Asked[] {
  return serve('get', '/deliveries', { data, meta: { nextCursor } });
}

beforeEach(() => {
  serve('get', '/webhooks', {
    data: [aWebhook(), aWebhook({ id: 'whk_2', name: 'Mail' })],
    meta: { pagination: { page: 1, pageSize: 100, pageCount: 1, total: 2 } },
  });
  serve('get', '/event-types', {
    data: [{ type: 'entry.publish' }, { type: 'order.paid' }],
    meta: { contentTypes: CONTENT_TYPES, locales: ['en'] },
  });
});

const rows = async () => {
  const table = await screen.findByRole('grid');
  return within(table).getAllByRole('row').slice(1);
};

test('a delivery is told by its event, document, webhook, status, answer, duration and attempts', async () => {
  servePage();
  open();
  const [row] = await rows();
  const cells = within(row!);
  expect(cells.getByRole('link', { name: 'entry.publish' })).toHaveAttribute(
    'href',
    '/deliveries/dlv_1'
  );
  expect(
    await cells.findByRole('link', { name: 'Open Article in the Content Manager' })
  ).toHaveAttribute(
    'href',
    '/content-manager/collection-types/api::article.article/shs7article?plugins[i18n][locale]=en'
  );
  expect(cells.getByText('shs7article')).toBeInTheDocument();
  expect(await cells.findByRole('link', { name: 'Search index' })).toHaveAttribute(
    'href',
    '/settings/lifecycle-webhooks/webhooks/whk_1'
  );
  expect(cells.getByText('Delivered')).toBeInTheDocument();
  expect(cells.getByText('200')).toBeInTheDocument();
  expect(cells.getByText('42 ms')).toBeInTheDocument();
  expect(cells.getByText('1 minute ago')).toBeInTheDocument();
});

test('a failure says why in words', async () => {
  servePage([aDelivery({ status: 'failed', responseCode: null, reason: 'refused' })]);
  open();
  expect(await screen.findByText('Nothing accepts connections at this address.')).toBeVisible();
});

test('a row opens its delivery', async () => {
  servePage();
  serve('get', '/deliveries/:id', { data: aDeliveryDetail() });
  serve('get', '/webhooks/:id', { data: aWebhook() });
  const { user, url } = open();
  await user.click(await screen.findByText('42 ms'));
  expect(await screen.findByRole('heading', { name: 'entry.publish' })).toBeInTheDocument();
  expect(url()).toBe('/deliveries/dlv_1');
});

test('filters of the address are asked for', async () => {
  const asked = servePage();
  open('?webhookId=whk_2&status=failed&type=order.paid&documentId=abc&eventId=evt_1&range=24h');
  await rows();
  const query = asked[0]!.query;
  expect(Object.fromEntries(query)).toMatchObject({
    webhookId: 'whk_2',
    status: 'failed',
    type: 'order.paid',
    documentId: 'abc',
    eventId: 'evt_1',
  });
  const dayAgo = Date.now() - 24 * 3_600_000;
  expect(Math.abs(Number(query.get('since')) - dayAgo)).toBeLessThan(60_000);
});

test('what an address has that is no filter is not asked for', async () => {
  const asked = servePage();
  open('?status=lost&range=custom&since=yesterday&until=2026-01-02T00:00:00.000Z&pageSize=7');
  await rows();
  const query = asked[0]!.query;
  expect(query.has('status')).toBe(false);
  expect(query.has('since')).toBe(false);
  expect(query.get('until')).toBe('2026-01-02T00:00:00.000Z');
  expect(query.get('pagination[pageSize]')).toBe('25');
});

test('a chosen filter is in the address, and the list begins anew', async () => {
  const asked = servePage();
  const { user, url } = open('?cursor=dlv_9');
  await rows();
  await user.click(screen.getByRole('combobox', { name: 'Status' }));
  await user.click(await screen.findByRole('option', { name: 'Failed' }));
  expect(url()).toBe('/deliveries?status=failed');
  await waitFor(() => expect(asked.at(-1)!.query.get('status')).toBe('failed'));
  expect(asked.at(-1)!.query.has('cursor')).toBe(false);
});

test('a webhook and a content type are chosen by their names', async () => {
  servePage();
  const { user, url } = open();
  await user.click(await screen.findByRole('combobox', { name: 'Webhook' }));
  await user.click(await screen.findByRole('option', { name: 'Mail' }));
  await user.click(screen.getByRole('combobox', { name: 'Content type' }));
  await user.click(await screen.findByRole('option', { name: 'Article' }));
  expect(url()).toBe('/deliveries?webhookId=whk_2&uid=api%3A%3Aarticle.article');
});

test('an id is asked for with Enter; what is no event id is refused', async () => {
  servePage();
  const { user, url } = open();
  await rows();
  await user.type(screen.getByRole('textbox', { name: 'Document id' }), ' abc {Enter}');
  expect(url()).toBe('/deliveries?documentId=abc');
  await user.type(screen.getByRole('textbox', { name: 'Event id' }), 'abc{Enter}');
  expect(await screen.findByText('An event id begins with evt_')).toBeInTheDocument();
  expect(url()).toBe('/deliveries?documentId=abc');
});

test('what is wrong with an id is not said any more once it is taken back', async () => {
  servePage();
  const { user } = open();
  await rows();
  const field = screen.getByRole('textbox', { name: 'Event id' });
  await user.type(field, 'abc');
  await user.tab();
  expect(await screen.findByText('An event id begins with evt_')).toBeInTheDocument();
  await user.clear(field);
  await user.tab();
  expect(screen.queryByText('An event id begins with evt_')).not.toBeInTheDocument();
});

test('cleared filters leave nothing behind in their fields', async () => {
  servePage();
  const { user, url } = open();
  await rows();
  const field = screen.getByRole('textbox', { name: 'Document id' });
  await user.type(field, 'abc{Enter}');
  expect(field).toHaveFocus();
  await user.click(await screen.findByRole('button', { name: 'Clear filters' }));
  expect(url()).toBe('/deliveries');
  expect(field).toHaveValue('');
});

test('pages follow each other, and lead back to the newest', async () => {
  const asked = serve('get', '/deliveries', ({ query }) =>
    query.has('cursor')
      ? { data: [aDelivery({ id: 'dlv_0' })], meta: { nextCursor: null } }
      : { data: [aDelivery()], meta: { nextCursor: 'dlv_1' } }
  );
  const { user, url } = open('?status=delivered');
  await rows();
  await user.click(screen.getByRole('button', { name: 'Older' }));
  expect(url()).toBe('/deliveries?status=delivered&cursor=dlv_1');
  await waitFor(() => expect(asked.at(-1)!.query.get('cursor')).toBe('dlv_1'));
  await waitFor(() => expect(screen.getByRole('button', { name: 'Older' })).toBeDisabled());
  await user.click(screen.getByRole('button', { name: 'Back to newest' }));
  expect(url()).toBe('/deliveries?status=delivered');
});

test('the list stays while another page is asked for, and the focus with it', async () => {
  const asked = serve('get', '/deliveries', ({ query }) => ({
    data: [aDelivery({ id: query.has('cursor') ? 'dlv_0' : 'dlv_2' })],
    meta: { nextCursor: query.has('cursor') ? 'dlv_0' : 'dlv_2' },
  }));
  const { user, url } = open();
  await rows();
  const table = screen.getByRole('grid');
  const older = screen.getByRole('button', { name: 'Older' });
  await user.click(older);
  await waitFor(() => expect(asked.at(-1)!.query.get('cursor')).toBe('dlv_2'));
  expect(await screen.findByRole('link', { name: 'entry.publish' })).toHaveAttribute(
    'href',
    '/deliveries/dlv_0'
  );
  expect(table).toBeInTheDocument();
  expect(older).toHaveFocus();
  await user.click(screen.getByRole('button', { name: 'Back to newest' }));
  expect(url()).toBe('/deliveries');
  expect(screen.getByRole('navigation', { name: 'Pages of deliveries' })).toHaveFocus();
});

test('that nothing matches is not said of filters still asked for', async () => {
  servePage([]);
  const { user } = open('?status=failed');
  await screen.findByText('No delivery matches these filters.');
  serveNever('get', '/deliveries');
  await user.click(screen.getAllByRole('button', { name: 'Clear filters' })[0]!);
  expect(await screen.findByText('Loading deliveries')).toBeInTheDocument();
  expect(screen.queryByText(/Nothing was delivered yet/)).not.toBeInTheDocument();
});

test('the page size is in the address', async () => {
  const asked = servePage();
  const { user, url } = open();
  await rows();
  await user.click(screen.getByRole('combobox', { name: 'Deliveries per page' }));
  await user.click(await screen.findByRole('option', { name: '100' }));
  expect(url()).toBe('/deliveries?pageSize=100');
  await waitFor(() => expect(asked.at(-1)!.query.get('pagination[pageSize]')).toBe('100'));
});

test('where nothing was ever delivered, it leads to the webhooks', async () => {
  servePage([]);
  open();
  expect(await screen.findByText(/Nothing was delivered yet/)).toBeInTheDocument();
  expect(await screen.findByRole('link', { name: 'Go to webhooks' })).toBeInTheDocument();
});

test('who may not read webhooks is not led to them', async () => {
  servePage([]);
  open('', ['readDeliveries']);
  expect(await screen.findByText(/Nothing was delivered yet/)).toBeInTheDocument();
  expect(screen.queryByRole('link', { name: 'Go to webhooks' })).not.toBeInTheDocument();
});

test('where nothing matches, the filters can be cleared', async () => {
  servePage([]);
  const { user, url } = open('?status=failed&pageSize=10');
  expect(await screen.findByText('No delivery matches these filters.')).toBeInTheDocument();
  const [, inEmptyState] = screen.getAllByRole('button', { name: 'Clear filters' });
  await user.click(inEmptyState!);
  expect(url()).toBe('/deliveries?pageSize=10');
});

test('an error is told', async () => {
  serveError('get', '/deliveries', 400, { message: 'cursor must be the meta.nextCursor' });
  open();
  expect(await screen.findByText(/cursor must be/)).toBeInTheDocument();
  expect(screen.getAllByRole('main')).toHaveLength(1);
});

test('while it loads the page has one main landmark', async () => {
  serveNever('get', '/deliveries');
  open();
  expect(await screen.findByText('Loading deliveries')).toBeInTheDocument();
  expect(screen.getAllByRole('main')).toHaveLength(1);
});

test('what is selected is sent again, and what could not be is told', async () => {
  servePage([
    aDelivery({ id: 'dlv_2', status: 'failed', reason: 'http-500' }),
    aDelivery({ id: 'dlv_1', status: 'failed', reason: 'http-500' }),
  ]);
  const asked = serve('post', '/deliveries/dlv_2/redeliver', { data: aDelivery({ id: 'dlv_2' }) });
  serveError('post', '/deliveries/dlv_1/redeliver', 400, { message: 'The webhook is disabled' });
  const { user } = open();
  await user.click(await screen.findByRole('checkbox', { name: 'Select all entries' }));
  expect(screen.getByText('2 deliveries selected')).toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Redeliver' }));
  await user.click(await screen.findByRole('button', { name: 'Confirm' }));
  expect(
    await screen.findByText(
      '1 of 2 are being sent again. The others are not: The webhook is disabled'
    )
  ).toBeInTheDocument();
  expect(asked).toHaveLength(1);
  await waitFor(() => expect(screen.queryByText(/selected$/)).not.toBeInTheDocument());
});

test('who may not redeliver selects nothing', async () => {
  servePage();
  open('', ['readDeliveries', 'readWebhooks']);
  await rows();
  expect(screen.queryByRole('checkbox')).not.toBeInTheDocument();
});

test('who may not read webhooks sees ids in their place', async () => {
  servePage();
  open('', ['readDeliveries']);
  await rows();
  expect(screen.getByText('whk_1')).toBeInTheDocument();
  expect(screen.queryByRole('combobox', { name: 'Webhook' })).not.toBeInTheDocument();
});

test('who may not read deliveries sees no page', async () => {
  open('', ['readWebhooks']);
  expect(await screen.findByText(/permissions to access/)).toBeInTheDocument();
});

describe('live', () => {
  beforeEach(() => jest.useFakeTimers({ advanceTimers: true }));
  afterEach(() => {
    setVisibility('visible');
    jest.useRealTimers();
  });

  test('the list asks again while something is pending, and no longer', async () => {
    let status: 'pending' | 'delivered' = 'pending';
    const asked = serve('get', '/deliveries', () => ({
      data: [aDelivery({ status })],
      meta: { nextCursor: null },
    }));
    open();
    await rows();
    expect(screen.getByText('Live')).toBeInTheDocument();
    const before = asked.length;
    pass(3_100);
    await waitFor(() => expect(asked.length).toBe(before + 1));
    status = 'delivered';
    pass(3_100);
    await waitFor(() => expect(screen.queryByText('Live')).not.toBeInTheDocument());
    const after = asked.length;
    pass(30_000);
    await Promise.resolve();
    expect(asked.length).toBe(after);
  });

  test('what cannot be kept up to date is told, until it is again', async () => {
    servePage([aDelivery({ status: 'pending' })]);
    open();
    await rows();
    expect(screen.getByText('Live')).toBeInTheDocument();
    serveError('get', '/deliveries', 403, { name: 'ForbiddenError', message: 'Forbidden' });
    pass(3_100);
    const problem = 'These deliveries are not up to date: Forbidden';
    expect(await screen.findByText(problem)).toBeInTheDocument();
    expect(screen.queryByText('Live')).not.toBeInTheDocument();
    expect(await rows()).toHaveLength(1);
    servePage([aDelivery({ status: 'pending' })]);
    pass(3_100);
    expect(await screen.findByText('Live')).toBeInTheDocument();
    expect(screen.queryByText(problem)).not.toBeInTheDocument();
  });

  test('the list does not ask while nobody can see it', async () => {
    const asked = servePage([aDelivery({ status: 'pending' })]);
    open();
    await rows();
    setVisibility('hidden');
    const before = asked.length;
    pass(30_000);
    await Promise.resolve();
    expect(asked.length).toBe(before);
    setVisibility('visible');
    pass(3_100);
    await waitFor(() => expect(asked.length).toBeGreaterThan(before));
  });
});

function setVisibility(state: DocumentVisibilityState) {
  Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
  act(() => void document.dispatchEvent(new Event('visibilitychange')));
}

function pass(ms: number) {
  act(() => jest.advanceTimersByTime(ms));
}
