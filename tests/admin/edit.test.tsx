import { screen, waitFor } from '@strapi/strapi/admin/test';
import { within } from '@testing-library/react';
import WebhooksRoutes from '../../admin/src/pages/WebhooksRoutes';
import { aCatalogue, ARTICLE } from './edit-catalogue';
import { BASE, fillNew, open, openNew, save, serveUpdate, tab } from './edit-page';
import { aWebhook } from './factories';
import { renderPanel, serve, serveError, type Permission } from './panel';

describe('a new webhook', () => {
  test('is saved from the first section, and its secret is shown once', async () => {
    const panel = openNew();
    const created = serve('post', '/webhooks', () => ({
      data: { ...JSON.parse(JSON.stringify(aWebhook({ id: 'whk_new' }))), secret: 'whsec_once' },
    }));
    await fillNew(panel);
    await panel.user.click(save());
    const dialog = await screen.findByRole('dialog', { name: 'New secret' });
    expect(within(dialog).getByText('whsec_once')).toBeInTheDocument();
    expect(created.map(({ body }) => body)).toEqual([
      {
        name: 'Search',
        url: 'https://example.com/webhook',
        events: ['entry.publish'],
        generateSecret: true,
      },
    ]);
    await panel.user.click(within(dialog).getByRole('button', { name: 'I have copied it' }));
    await waitFor(() => expect(panel.url()).toBe(`${BASE}/whk_new`));
    expect(screen.queryByText('whsec_once')).not.toBeInTheDocument();
  });

  test('what is missing is told at its fields, and nothing is asked of the server', async () => {
    const { user } = openNew();
    const created = serve('post', '/webhooks', { data: null });
    await user.type(await screen.findByLabelText(/^URL/), 'example.com');
    await user.click(save());
    expect(await screen.findByText('Give it a name')).toBeInTheDocument();
    expect(screen.getByText('Choose at least one event')).toBeInTheDocument();
    expect(screen.getByLabelText(/^URL/)).toHaveAccessibleDescription(/begins with http/);
    await waitFor(() => expect(screen.getByLabelText(/^Name/)).toHaveFocus());
    expect(created).toEqual([]);
  });

  test('is for those who may create', async () => {
    open('new', {}, ['readWebhooks', 'updateWebhooks']);
    expect(await screen.findByText(/don't have the permissions/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Save' })).not.toBeInTheDocument();
  });
});

describe('events', () => {
  test('cells show what comes of columns and rows', async () => {
    const { user } = open('whk_1', { events: ['entry.create', 'entry.publish'] });
    const row = async (name: RegExp) => screen.findByRole('row', { name });
    expect(within(await row(/Article/)).getAllByText('Heard')).toHaveLength(2);
    expect(within(await row(/Author/)).getAllByText('Heard')).toHaveLength(1);
    expect(
      within(await row(/Author/)).getAllByText('Does not exist for this content type')
    ).toHaveLength(3);

    await user.click(screen.getByRole('radio', { name: 'Only those I choose' }));
    expect(screen.queryByText('Heard')).not.toBeInTheDocument();
    await user.click(screen.getByRole('checkbox', { name: 'Article' }));
    expect(screen.getAllByText('Heard')).toHaveLength(2);
  });

  test('only what was changed is sent', async () => {
    const { user } = open('whk_1', { events: ['entry.create'] });
    const updated = serveUpdate();
    await user.click(await screen.findByRole('radio', { name: 'Only those I choose' }));
    await user.click(screen.getByRole('checkbox', { name: 'Article' }));
    await user.click(screen.getByRole('checkbox', { name: /media\.\*/ }));
    await user.click(screen.getByRole('checkbox', { name: 'order.paid' }));
    await user.click(save());
    await waitFor(() =>
      expect(updated.map(({ body }) => body)).toEqual([
        { events: ['entry.create', 'media.*', 'order.paid'], contentTypes: [ARTICLE] },
      ])
    );
  });

  test('what would have matched is told, of what is on the form', async () => {
    const { user, matched } = open('whk_1');
    expect(await screen.findByText(/matched 12 of the last 50 events/)).toBeInTheDocument();
    await user.click(screen.getByRole('checkbox', { name: /media\.\*/ }));
    await waitFor(() =>
      expect(matched.at(-1)?.body).toEqual({
        webhook: { id: 'whk_1', events: ['entry.*', 'media.*'] },
      })
    );
  });
});

describe('the secret of a stored webhook', () => {
  test('is rotated with an overlap, and shown once', async () => {
    const { user } = open('whk_1');
    const rotated = serve('post', '/webhooks/:id/rotate-secret', { data: { secret: 'whsec_2' } });
    await user.click(await screen.findByRole('button', { name: 'Rotate secret' }));
    const hours = screen.getByLabelText('Overlap in hours');
    await user.clear(hours);
    await user.type(hours, '48');
    await user.click(screen.getByRole('button', { name: 'Rotate' }));
    const dialog = await screen.findByRole('dialog', { name: 'New secret' });
    expect(within(dialog).getByText('whsec_2')).toBeInTheDocument();
    expect(rotated.map(({ body }) => body)).toEqual([{ overlapHours: 48 }]);
  });

  test('one that is refused says why', async () => {
    const { user } = open('whk_1');
    const message = 'must be longer';
    serveError('post', '/webhooks/:id/rotate-secret', 400, {
      name: 'ValidationError',
      message: `secret: ${message}`,
      details: { errors: [{ path: ['secret'], message }] },
    });
    await user.click(await screen.findByRole('button', { name: 'Rotate secret' }));
    await user.click(screen.getByRole('radio', { name: 'Use my own' }));
    await user.type(screen.getByLabelText(/^Your secret/), 'short');
    await user.click(screen.getByRole('button', { name: 'Rotate' }));
    expect(await screen.findByText(message)).toBeInTheDocument();
    expect(screen.getByLabelText(/^Your secret/)).toHaveAccessibleDescription(message);
  });

  test('is removed once that is confirmed', async () => {
    const { user } = open('whk_1');
    const updated = serveUpdate();
    await user.click(await screen.findByRole('button', { name: 'Remove' }));
    await user.click(screen.getByRole('button', { name: 'Confirm' }));
    await waitFor(() => expect(updated.map(({ body }) => body)).toEqual([{ secret: null }]));
  });

  test('what is typed elsewhere outlasts it', async () => {
    const { user } = open('whk_1');
    serve('post', '/webhooks/:id/rotate-secret', { data: { secret: 'whsec_2' } });
    await user.type(await screen.findByLabelText('Description'), 'Typed');
    await user.click(screen.getByRole('button', { name: 'Rotate secret' }));
    await user.click(screen.getByRole('button', { name: 'Rotate' }));
    await user.click(await screen.findByRole('button', { name: 'I have copied it' }));
    expect(screen.getByLabelText('Description')).toHaveValue('Typed');
  });
});

test('snippets show how to verify, in four languages', async () => {
  const { user } = open('whk_1', { publicKey: 'whpk_public' });
  await user.click(await screen.findByRole('tab', { name: 'Signature' }));
  expect(screen.getByText('whpk_public')).toBeInTheDocument();
  expect(screen.getByText(/timingSafeEqual/)).toBeInTheDocument();
  for (const [language, code] of [
    ['Python', /hmac\.compare_digest/],
    ['PHP', /hash_equals/],
    ['Go', /hmac\.Equal/],
  ] as const) {
    await user.click(tab(language));
    expect(screen.getByText(code)).toBeInTheDocument();
  }
});

describe('headers', () => {
  const headers = [
    { name: 'X-Team', value: 'web' },
    { name: 'Authorization', value: null, secret: true as const },
  ];

  test('a secret value is not shown, and is kept while another is added', async () => {
    const { user } = open('whk_1', { headers });
    const updated = serveUpdate();
    await user.click(await screen.findByRole('tab', { name: 'Headers' }));
    const second = within(screen.getByRole('group', { name: 'Header 2' }));
    expect(second.getByLabelText('Value')).toHaveValue('');
    expect(second.getByPlaceholderText('Stored value is kept')).toBeInTheDocument();

    await user.click(screen.getByRole('button', { name: 'Add a header' }));
    const third = within(screen.getByRole('group', { name: 'Header 3' }));
    await user.type(third.getByLabelText('Name'), 'X-New');
    await user.type(third.getByLabelText('Value'), 'value');
    await user.click(save());
    await waitFor(() =>
      expect(updated.map(({ body }) => body)).toEqual([
        {
          headers: [
            { name: 'X-Team', value: 'web' },
            { name: 'Authorization', secret: true },
            { name: 'X-New', value: 'value' },
          ],
        },
      ])
    );
  });
});

describe('what the server refuses', () => {
  const refuse = (path: string[], message: string) =>
    serveError('put', '/webhooks/:id', 400, {
      name: 'ValidationError',
      message: `${path.join('.')}: ${message}`,
      details: { errors: [{ path, message, name: 'ValidationError' }] },
    });

  test('is told at its field, in the section it is in, and has the focus', async () => {
    const { user } = open('whk_1');
    refuse(['timeoutMs'], 'is too short');
    await user.click(await screen.findByRole('tab', { name: 'Delivery' }));
    await user.type(screen.getByLabelText('Timeout in milliseconds'), '5');
    await user.click(tab('Webhook'));
    await user.click(save());
    expect(await screen.findByText('is too short')).toBeInTheDocument();
    expect(tab('Delivery')).toHaveAttribute('aria-selected', 'true');
    await waitFor(() => expect(screen.getByLabelText('Timeout in milliseconds')).toHaveFocus());
  });

  test('is told beside where it is about no field', async () => {
    const { user } = open('whk_1');
    const message = 'There are 50 webhooks already.';
    serveError('put', '/webhooks/:id', 400, { name: 'ValidationError', message });
    await user.type(await screen.findByLabelText('Description'), 'x');
    await user.click(save());
    expect(await screen.findByText(message)).toBeInTheDocument();
  });
});

describe('the preview', () => {
  test('follows what is typed', async () => {
    const { user, previewed } = open('whk_1');
    await user.click(await screen.findByRole('tab', { name: 'Body' }));
    expect(await screen.findByText('Tells of the newest, shs7article.')).toBeInTheDocument();
    expect(screen.getByText('Content-Type: application/json')).toBeInTheDocument();
    await user.click(screen.getByRole('radio', { name: /^Thin/ }));
    await user.type(screen.getByLabelText('Document id'), 'abc');
    await waitFor(() =>
      expect(previewed.at(-1)?.body).toEqual({
        webhook: { id: 'whk_1', format: 'thin' },
        documentId: 'abc',
      })
    );
  });

  test('says at the field what is wrong, and leaves the focus where it is', async () => {
    const { user } = open('whk_1');
    await user.click(await screen.findByRole('tab', { name: 'Body' }));
    await screen.findByText('Tells of the newest, shs7article.');
    serveError('post', '/preview', 400, {
      name: 'ValidationError',
      details: { errors: [{ path: ['transform'], message: 'unexpected end' }] },
    });
    const field = screen.getByLabelText('Transform (JSONata)');
    await user.type(field, 'a.');
    await waitFor(() => expect(field).toHaveAccessibleDescription('unexpected end'));
    expect(field).toHaveFocus();
    expect(screen.queryByText('Tells of the newest, shs7article.')).not.toBeInTheDocument();
  });

  test('is not there for those who may not test', async () => {
    const { user, previewed, matched } = open('whk_1', {}, ['readWebhooks', 'updateWebhooks']);
    await user.click(await screen.findByRole('tab', { name: 'Body' }));
    expect(screen.queryByText('Preview')).not.toBeInTheDocument();
    expect([previewed, matched]).toEqual([[], []]);
  });

  test('is not there for those who may not read payloads: it would show one', async () => {
    const may: Permission[] = ['readWebhooks', 'updateWebhooks', 'testWebhooks', 'readDeliveries'];
    const { user, previewed, matched } = open('whk_1', {}, may);
    await user.click(await screen.findByRole('tab', { name: 'Body' }));
    await user.type(screen.getByLabelText('Condition (JSON)'), '{{}');
    // By then the preview would have been asked for, too.
    await waitFor(() => expect(matched.length).toBeGreaterThan(1));
    expect(screen.queryByText('Preview')).not.toBeInTheDocument();
    expect(previewed).toEqual([]);
  });

  test('is there for those who may save, test and read payloads', async () => {
    const may: Permission[] = ['readWebhooks', 'updateWebhooks', 'testWebhooks', 'readPayloads'];
    const { user } = open('whk_1', {}, may);
    await user.click(await screen.findByRole('tab', { name: 'Body' }));
    expect(await screen.findByText('Tells of the newest, shs7article.')).toBeInTheDocument();
  });
});

test('a test is sent with what is on the form, and its answer is shown', async () => {
  const { user } = open('whk_1');
  const tested = serve('post', '/test', {
    data: {
      id: 'evt_test_1',
      status: 'failed',
      responseCode: 500,
      responseBody: 'out of order',
      durationMs: 12,
      reason: 'http-500',
    },
  });
  await user.clear(await screen.findByLabelText(/^URL/));
  await user.type(screen.getByLabelText(/^URL/), 'https://other.example.com');
  await user.click(screen.getByRole('button', { name: 'Send test' }));
  const panel = within(await screen.findByRole('region', { name: 'Test' }));
  expect(await panel.findByText('HTTP 500')).toBeInTheDocument();
  expect(panel.getByText('Failed')).toBeInTheDocument();
  expect(panel.getByText('12 ms')).toBeInTheDocument();
  expect(panel.getByText(/^The receiver answered 500/)).toBeInTheDocument();
  expect(panel.getByText('out of order')).toBeInTheDocument();
  expect(tested.map(({ body }) => body)).toEqual([
    { webhook: { id: 'whk_1', url: 'https://other.example.com' } },
  ]);
});

describe('what may not be changed', () => {
  test('a webhook as code is read, with where it is changed', async () => {
    open('whk_1', { managed: true, key: 'search-index' });
    expect(await screen.findByRole('note')).toHaveTextContent('the key "search-index"');
    expect(screen.getByLabelText(/^Name/)).toBeDisabled();
    expect(screen.getByRole('checkbox', { name: 'Publish' })).toBeDisabled();
    expect(screen.queryByRole('button', { name: 'Save' })).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Rotate secret' })).not.toBeInTheDocument();
  });

  test('readers read, and send no drafts', async () => {
    const { matched } = open('whk_1', {}, ['readWebhooks', 'testWebhooks']);
    expect(await screen.findByRole('note')).toHaveTextContent('not change it');
    expect(screen.getByLabelText(/^URL/)).toBeDisabled();
    expect(matched).toEqual([]);
  });
});

describe('what is done with it', () => {
  const menu = () => screen.findByRole('button', { name: 'Actions for Search index' });

  test('a replay is asked for in a dialog, and sends no form', async () => {
    const { user } = open('whk_1');
    const updated = serveUpdate();
    const replayed = serve('post', '/webhooks/:id/replay', { data: { id: 'rpl_1' } });
    await user.click(await menu());
    await user.click(await screen.findByRole('menuitem', { name: 'Replay failed deliveries' }));
    await user.click(await screen.findByRole('button', { name: 'Replay' }));
    await waitFor(() => expect(replayed).toHaveLength(1));
    expect(updated).toEqual([]);
  });

  const remove = async ({ user }: ReturnType<typeof open>) => {
    const deleted = serve('delete', '/webhooks/:id', undefined as never);
    const pagination = { page: 1, pageSize: 10, pageCount: 0, total: 0 };
    serve('get', '/webhooks', { data: [], meta: { pagination } });
    serveError('get', '/insights', 500);
    await user.click(await menu());
    await user.click(await screen.findByRole('menuitem', { name: 'Delete' }));
    await user.click(await screen.findByRole('button', { name: 'Delete' }));
    return deleted;
  };

  test('what was deleted has no page any more', async () => {
    const panel = open('whk_1');
    const deleted = await remove(panel);
    await waitFor(() => expect(panel.url()).toBe(BASE));
    expect(deleted).toHaveLength(1);
  });

  test('nothing is asked about unsaved changes of one that was deleted', async () => {
    const panel = open('whk_1');
    await panel.user.click(await screen.findByRole('checkbox', { name: /media\.\*/ }));
    await remove(panel);
    await waitFor(() => expect(panel.url()).toBe(BASE));
    expect(screen.queryByText(/unsaved changes/)).not.toBeInTheDocument();
  });

  test('is not there for those who may do nothing of it', async () => {
    open('whk_1', {}, ['readWebhooks', 'updateWebhooks']);
    await screen.findByLabelText(/^Name/);
    expect(screen.queryByRole('button', { name: /^Actions/ })).not.toBeInTheDocument();
  });
});

describe('a webhook that the plugin stopped', () => {
  const stopped = { enabled: false, disabledReason: 'http-410' };

  test('says why', async () => {
    open('whk_1', stopped);
    expect(await screen.findByRole('note')).toHaveTextContent(/410 Gone/);
    expect(screen.queryByRole('button', { name: 'Enable' })).not.toBeInTheDocument();
  });

  test('as code it is enabled by itself: its form says nothing', async () => {
    const { user } = open('whk_1', { ...stopped, managed: true, key: 'search' });
    const updated = serveUpdate();
    await user.click(await screen.findByRole('button', { name: 'Enable' }));
    const dialog = within(await screen.findByRole('alertdialog'));
    await user.click(dialog.getByRole('button', { name: 'Enable' }));
    await waitFor(() => expect(updated.map(({ body }) => body)).toEqual([{ enabled: true }]));
  });
});

test('leaving with unsaved changes is asked about', async () => {
  const { user, url } = open('whk_1');
  await user.type(await screen.findByLabelText('Description'), 'x');
  await user.click(screen.getByRole('link', { name: 'Deliveries' }));
  expect(await screen.findByText(/unsaved changes/)).toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Cancel' }));
  expect(url()).toBe(`${BASE}/whk_1`);
});

test('a webhook that is no more is not found', async () => {
  serve('get', '/event-types', () => JSON.parse(JSON.stringify(aCatalogue())));
  serveError('get', '/webhooks/:id', 404, { name: 'NotFoundError' });
  renderPanel(<WebhooksRoutes />, { at: `${BASE}/whk_gone`, path: `${BASE}/*` });
  expect(await screen.findByText('Webhook not found')).toBeInTheDocument();
});
