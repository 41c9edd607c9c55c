import { act, screen, waitFor } from '@strapi/strapi/admin/test';
import DeliveriesRoutes from '../../admin/src/pages/DeliveriesRoutes';
import { aDelivery, aDeliveryDetail, aWebhook } from './factories';
import { renderPanel, serve, serveNever } from './panel';

// Strapi's header goes out and in, with all that is in it, as it is scrolled out of sight and back.

const { IntersectionObserver: noObserver } = window;
let observers: IntersectionObserverCallback[] = [];

beforeEach(() => {
  observers = [];
  window.IntersectionObserver = class extends noObserver {
    constructor(callback: IntersectionObserverCallback) {
      super(callback);
      observers.push(callback);
    }
  };
  serve('get', '/webhooks', {
    data: [aWebhook()],
    meta: { pagination: { page: 1, pageSize: 100, pageCount: 1, total: 1 } },
  });
  serve('get', '/webhooks/:id', { data: aWebhook() });
  serve('get', '/event-types', { data: [], meta: { contentTypes: [], locales: [] } });
});

afterEach(() => {
  window.IntersectionObserver = noObserver;
});

function scroll({ isHeaderInSight }: { isHeaderInSight: boolean }) {
  const entry = { isIntersecting: isHeaderInSight } as IntersectionObserverEntry;
  act(() => {
    for (const observed of observers) observed([entry], new noObserver(observed));
  });
}

function open(at: string) {
  return renderPanel(<DeliveriesRoutes />, { path: '/deliveries/*', at });
}

test('what is selected and being sent again cannot be sent twice', async () => {
  serve('get', '/deliveries', {
    data: [aDelivery({ status: 'failed', reason: 'http-500' })],
    meta: { nextCursor: null },
  });
  serveNever('post', '/deliveries/:id/redeliver');
  const { user } = open('/deliveries');
  await user.click(await screen.findByRole('checkbox', { name: 'Select all entries' }));
  const button = screen.getByRole('button', { name: 'Redeliver' });
  await user.click(button);
  await user.click(await screen.findByRole('button', { name: 'Confirm' }));
  await waitFor(() => expect(button).toBeDisabled());
  scroll({ isHeaderInSight: false });
  expect(button).not.toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Redeliver' })).toBeDisabled();
  scroll({ isHeaderInSight: true });
  expect(screen.getByRole('button', { name: 'Redeliver' })).toBeDisabled();
});

test('a question stays open', async () => {
  serve('get', '/deliveries', { data: [aDelivery()], meta: { nextCursor: null } });
  const { user } = open('/deliveries');
  await user.click(await screen.findByRole('checkbox', { name: 'Select all entries' }));
  await user.click(screen.getByRole('button', { name: 'Redeliver' }));
  expect(await screen.findByRole('alertdialog')).toBeInTheDocument();
  scroll({ isHeaderInSight: false });
  expect(screen.getByRole('alertdialog')).toBeInTheDocument();
});

test.each([
  { path: 'cancel', name: 'Cancel delivery', then: { role: 'button', name: 'Confirm' } },
  { path: 'redeliver', name: 'Redeliver', then: { role: 'menuitem', name: /original/ } },
])('$path cannot be asked for twice', async ({ path, name, then }) => {
  serve('get', '/deliveries/:id', { data: aDeliveryDetail({ status: 'pending' }) });
  serveNever('post', `/deliveries/:id/${path}`);
  const { user } = open('/deliveries/dlv_1');
  const button = await screen.findByRole('button', { name });
  await user.click(button);
  await user.click(await screen.findByRole(then.role, { name: then.name }));
  await waitFor(() => expect(button).toBeDisabled());
  scroll({ isHeaderInSight: false });
  expect(button).not.toBeInTheDocument();
  expect(screen.getByRole('button', { name })).toBeDisabled();
});
