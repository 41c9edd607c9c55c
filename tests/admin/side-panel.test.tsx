import { useState } from 'react';
import { screen, waitFor } from '@strapi/strapi/admin/test';
import { DeliveriesPanel } from '../../admin/src/content-manager/DeliveriesPanel';
import { aDelivery, aWebhook } from './factories';
import { renderPanel, serve, serveError, type Asked, type Permission } from './panel';

interface Entry {
  documentId?: string;
  updatedAt: string;
  publishedAt: null;
}

const ENTRY: Entry = {
  documentId: 'abc',
  updatedAt: '2026-01-01T00:00:00.000Z',
  publishedAt: null,
};

/** As the Content Manager shows a panel. */
function EditView({ document }: { document: Entry | undefined }) {
  const panel = DeliveriesPanel({
    model: 'api::article.article',
    ...(document === undefined ? {} : { document }),
  });
  if (panel === null) return <p>no panel</p>;
  return (
    <aside>
      <h2>{panel.title}</h2>
      {panel.content}
    </aside>
  );
}

function open({ document = ENTRY, may }: { document?: Entry | null; may?: Permission[] } = {}) {
  return renderPanel(
    <EditView document={document ?? undefined} />,
    may === undefined ? {} : { may }
  );
}

function serveDeliveries(data = [aDelivery()]): Asked[] {
  return serve('get', '/deliveries', { data, meta: { nextCursor: null } });
}

beforeEach(() => {
  serve('get', '/webhooks', {
    data: [aWebhook()],
    meta: { pagination: { page: 1, pageSize: 100, pageCount: 1, total: 1 } },
  });
});

test('the last deliveries of the entry are shown, with a way to all', async () => {
  const asked = serveDeliveries();
  open();
  expect(await screen.findByRole('heading', { name: 'Webhook deliveries' })).toBeInTheDocument();
  expect(await screen.findByRole('link', { name: 'entry.publish' })).toHaveAttribute(
    'href',
    '/settings/lifecycle-webhooks/deliveries/dlv_1'
  );
  expect(screen.getByText('Delivered')).toBeInTheDocument();
  expect(await screen.findByText(/Search index/)).toBeInTheDocument();
  expect(screen.getByText('1 minute ago')).toBeInTheDocument();
  expect(screen.getByRole('link', { name: 'All deliveries of this entry' })).toHaveAttribute(
    'href',
    '/settings/lifecycle-webhooks/deliveries?documentId=abc'
  );
  expect(Object.fromEntries(asked[0]!.query)).toEqual({
    uid: 'api::article.article',
    documentId: 'abc',
    'pagination[pageSize]': '5',
  });
});

test('a failed delivery says why and is sent again', async () => {
  serveDeliveries([aDelivery({ status: 'failed', reason: 'timeout' })]);
  const asked = serve('post', '/deliveries/:id/redeliver', { data: aDelivery() });
  const { user } = open();
  expect(await screen.findByText('The receiver did not answer in time.')).toBeInTheDocument();
  await user.click(
    await screen.findByRole('button', { name: 'Redeliver entry.publish to Search index' })
  );
  expect(await screen.findByText('It is being sent again')).toBeInTheDocument();
  expect(asked).toHaveLength(1);
});

test('what was delivered is not offered to be sent again', async () => {
  serveDeliveries();
  open();
  await screen.findByText('Delivered');
  expect(screen.queryByRole('button', { name: /Redeliver/ })).not.toBeInTheDocument();
});

test('who may not redeliver is not offered it', async () => {
  serveDeliveries([aDelivery({ status: 'failed', reason: 'timeout' })]);
  open({ may: ['readDeliveries', 'readWebhooks'] });
  await screen.findByText('Failed');
  expect(screen.queryByRole('button', { name: /Redeliver/ })).not.toBeInTheDocument();
});

test('an editor who may not read webhooks sees that it is one', async () => {
  serveDeliveries();
  open({ may: ['readDeliveries'] });
  expect(await screen.findByText(/^A webhook/)).toBeInTheDocument();
});

test('who may not read deliveries has no panel', async () => {
  open({ may: ['readWebhooks'] });
  expect(await screen.findByText('no panel')).toBeInTheDocument();
});

test('an entry that is not saved has no panel', async () => {
  open({ document: null });
  expect(await screen.findByText('no panel')).toBeInTheDocument();
});

test('an entry of which nothing was sent says so', async () => {
  serveDeliveries([]);
  open();
  expect(await screen.findByText('Nothing was sent about this entry yet.')).toBeInTheDocument();
});

test('an error is told, and can be got over', async () => {
  serveError('get', '/deliveries', 500);
  const { user } = open();
  expect(await screen.findByText('The deliveries could not be loaded.')).toBeInTheDocument();
  serveDeliveries();
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByText('Delivered')).toBeInTheDocument();
});

test('after the entry was saved its new delivery appears', async () => {
  serveDeliveries([]);
  const { user } = renderPanel(<Saved />);
  await screen.findByText('Nothing was sent about this entry yet.');
  serveDeliveries([aDelivery()]);
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(screen.getByText('Delivered')).toBeInTheDocument(), {
    timeout: 4_000,
  });
});

test('of an entry that was just made the delivery appears', async () => {
  serveDeliveries([]);
  open({ document: { ...ENTRY, updatedAt: new Date().toISOString() } });
  await screen.findByText('Nothing was sent about this entry yet.');
  serveDeliveries([aDelivery()]);
  await waitFor(() => expect(screen.getByText('Delivered')).toBeInTheDocument(), {
    timeout: 4_000,
  });
});

function Saved() {
  const [document, setDocument] = useState(ENTRY);
  return (
    <>
      <button onClick={() => setDocument({ ...ENTRY, updatedAt: '2026-01-02T00:00:00.000Z' })}>
        Save
      </button>
      <EditView document={document} />
    </>
  );
}
