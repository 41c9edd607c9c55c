import { screen, waitFor, within } from '@testing-library/react';
import type { ComponentType } from 'react';
import { EVENT_TYPES, type Backfill } from '../../contracts/domain';
import type { FindEventTypesResponse } from '../../contracts/events';
import {
  BackfillDialog,
  DiscardDialog,
  ReplayDialog,
  TestDialog,
  type WebhookActionProps,
} from '../../admin/src/components/webhook-actions';
import { ago, aWebhook } from './factories';
import { renderPanel, serve, serveError } from './panel';

const CATALOGUE: FindEventTypesResponse = {
  data: [...EVENT_TYPES, 'order.paid' as const].map((type) => ({
    type,
    description: '',
    contentTypes: [],
    schema: {},
  })),
  meta: {
    contentTypes: [
      contentType('api::article.article', 'Article', true),
      contentType('api::author.author', 'Author', false),
    ],
    locales: ['en', 'de'],
  },
};

function contentType(uid: string, displayName: string, draftAndPublish: boolean) {
  return {
    uid,
    displayName,
    kind: 'collectionType' as const,
    draftAndPublish,
    localized: draftAndPublish,
  };
}

function aBackfill(given: Partial<Backfill> = {}): Backfill {
  return {
    id: 'bkf_1',
    webhookId: 'whk_1',
    contentTypes: ['api::article.article'],
    entryStatus: 'published',
    locale: null,
    since: null,
    status: 'running',
    total: 40,
    count: 10,
    createdAt: ago(0),
    endedAt: null,
    ...given,
  };
}

function renderDialog(Dialog: ComponentType<WebhookActionProps>, webhook = aWebhook()) {
  const onClose = jest.fn();
  serve('get', '/event-types', CATALOGUE);
  return { ...renderPanel(<Dialog webhook={webhook} onClose={onClose} />), onClose };
}

describe('a test', () => {
  test('sends the event that was chosen, and shows the answer', async () => {
    const { user } = renderDialog(TestDialog, aWebhook({ events: ['media.*', 'order.paid'] }));
    const tests = serve('post', '/webhooks/:id/test', {
      data: {
        id: 'evt_test_1',
        status: 'failed',
        responseCode: 500,
        responseBody: 'out of order',
        durationMs: 87,
        reason: 'http-500',
      },
    });
    const choice = await screen.findByRole('combobox', { name: 'Event' });
    // The first of those that the webhook asks for.
    expect(choice).toHaveTextContent('media.create');
    await user.click(choice);
    await user.click(await screen.findByRole('option', { name: 'order.paid' }));
    await user.click(screen.getByRole('button', { name: 'Send test' }));
    expect(await screen.findByText(/answered 500/)).toBeInTheDocument();
    expect(screen.getByText('Failed')).toBeInTheDocument();
    expect(screen.getByText('87 ms')).toBeInTheDocument();
    expect(screen.getByRole('region', { name: 'Response body' })).toHaveTextContent('out of order');
    expect(tests).toMatchObject([{ params: { id: 'whk_1' }, body: { event: 'order.paid' } }]);
  });

  test('says why the server did not send it', async () => {
    const { user } = renderDialog(TestDialog);
    serveError('post', '/webhooks/:id/test', 400, { message: 'entry.create needs a document' });
    const send = await screen.findByRole('button', { name: 'Send test' });
    await waitFor(() => expect(send).toBeEnabled());
    await user.click(send);
    expect(await within(screen.getByRole('dialog')).findByRole('alert')).toHaveTextContent(
      'entry.create needs a document'
    );
  });
});

describe('a replay', () => {
  test('is of what failed in the last 24 hours, unless asked otherwise', async () => {
    const { user, onClose } = renderDialog(ReplayDialog);
    const replays = serve('post', '/webhooks/:id/replay', { data: { id: 'rpl_1' } });
    await user.click(await screen.findByRole('button', { name: 'Replay' }));
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    const [asked] = replays;
    const { since, only } = asked?.body as { since: string; only: string };
    expect(only).toBe('failed');
    expect(Date.now() - Date.parse(since)).toBeGreaterThanOrEqual(86_400_000);
    expect(Date.now() - Date.parse(since)).toBeLessThan(86_460_000);
  });

  test('of everything in the last hour', async () => {
    const { user, onClose } = renderDialog(ReplayDialog);
    const replays = serve('post', '/webhooks/:id/replay', { data: { id: 'rpl_1' } });
    await user.click(await screen.findByRole('combobox', { name: 'Deliveries since' }));
    await user.click(await screen.findByRole('option', { name: '1 hour ago' }));
    await user.click(screen.getByRole('radio', { name: /Everything/ }));
    await user.click(screen.getByRole('button', { name: 'Replay' }));
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(replays).toMatchObject([{ body: { only: 'all' } }]);
  });

  test('waits until a time of one’s own is given', async () => {
    const { user } = renderDialog(ReplayDialog);
    await user.click(await screen.findByRole('combobox', { name: 'Deliveries since' }));
    await user.click(await screen.findByRole('option', { name: 'Another time' }));
    expect(screen.getByRole('button', { name: 'Replay' })).toBeDisabled();
  });

  test('asks to enable a disabled webhook first', async () => {
    renderDialog(ReplayDialog, aWebhook({ enabled: false }));
    expect(await screen.findByText(/enable it first/)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Replay' })).toBeDisabled();
  });
});

describe('a backfill', () => {
  test('offers the content types that the webhook hears of', async () => {
    const { user } = renderDialog(
      BackfillDialog,
      aWebhook({ contentTypes: ['api::author.author'] })
    );
    await user.click(await screen.findByRole('combobox', { name: 'Content types' }));
    expect(await screen.findByRole('option', { name: 'Author' })).toBeInTheDocument();
    expect(screen.queryByRole('option', { name: 'Article' })).not.toBeInTheDocument();
    // An author has neither drafts nor locales.
    expect(screen.queryByRole('radio', { name: 'Draft' })).not.toBeInTheDocument();
    expect(screen.queryByRole('combobox', { name: 'Locale' })).not.toBeInTheDocument();
  });

  test('shows how far it is, until it is done', async () => {
    const { user } = renderDialog(BackfillDialog);
    const backfills = serve('post', '/webhooks/:id/backfill', { data: aBackfill() });
    const polls = serve('get', '/backfills/:id', () => {
      const isDone = polls.length > 1;
      return { data: aBackfill(isDone ? { status: 'done', count: 40 } : { count: 25 }) };
    });
    await user.click(await screen.findByRole('radio', { name: 'Draft' }));
    await user.click(screen.getByRole('button', { name: 'Send entries' }));
    expect(await screen.findByText('25 of 40 entries')).toBeInTheDocument();
    expect(screen.getByRole('progressbar')).toBeInTheDocument();
    expect(
      await screen.findByText('All entries are on their way', undefined, { timeout: 5_000 })
    ).toBeInTheDocument();
    expect(backfills).toMatchObject([{ body: { status: 'draft', locale: null, since: null } }]);
    expect(screen.queryByRole('button', { name: 'Stop' })).not.toBeInTheDocument();
  });

  test('is ended where it is', async () => {
    const { user } = renderDialog(BackfillDialog);
    let status: Backfill['status'] = 'running';
    serve('post', '/webhooks/:id/backfill', { data: aBackfill() });
    serve('get', '/backfills/:id', () => ({ data: aBackfill({ status }) }));
    serve('post', '/backfills/:id/cancel', () => {
      status = 'cancelled';
      return { data: aBackfill({ status }) };
    });
    const send = await screen.findByRole('button', { name: 'Send entries' });
    await waitFor(() => expect(send).toBeEnabled());
    await user.click(send);
    await user.click(await screen.findByRole('button', { name: 'Stop' }));
    expect(await screen.findByText(/Cancelled/)).toBeInTheDocument();
  });
});

describe('discarding', () => {
  test('asks first, and tells how much it was', async () => {
    const { user, onClose } = renderDialog(DiscardDialog);
    const discards = serve('post', '/webhooks/:id/discard', { data: { count: 3 } });
    const dialog = within(await screen.findByRole('alertdialog'));
    expect(discards).toHaveLength(0);
    await user.click(dialog.getByRole('button', { name: 'Discard' }));
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(discards).toHaveLength(1);
    expect(screen.getByText('3 deliveries were discarded')).toBeInTheDocument();
  });
});
