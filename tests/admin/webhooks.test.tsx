import { screen, waitFor, within } from '@testing-library/react';
import type { Webhook } from '../../contracts/domain';
import type { WebhookInsight } from '../../contracts/insights';
import type { StrapiImport, WebhookInput } from '../../contracts/webhooks';
import { BASE_PATH } from '../../admin/src/constants';
import { WebhooksPage } from '../../admin/src/pages/webhooks/WebhooksPage';
import { ago, aWebhook, aWebhookInsight } from './factories';
import { renderPanel, serve, serveError, type Permission } from './panel';

const SEARCH = aWebhook({ id: 'whk_1', name: 'Search index' });
const SHOP = aWebhook({ id: 'whk_2', name: 'Shop', url: 'https://shop.example.com/hooks/1' });
const STOPPED = aWebhook({
  id: 'whk_3',
  name: 'Old cache',
  enabled: false,
  disabledReason: 'http-410',
});
const MANAGED = aWebhook({ id: 'whk_4', name: 'Deploy', key: 'deploy', managed: true });
const MANAGED_STOPPED = aWebhook({
  ...MANAGED,
  id: 'whk_5',
  name: 'Mailer',
  enabled: false,
  disabledReason: 'failing-for-120-hours',
});

interface Options {
  may?: Permission[];
  at?: string;
  insights?: WebhookInsight[];
}

/** The page over webhooks that the server keeps, and changes as it is asked to. */
function renderPage(webhooks: Webhook[], { insights = [], ...options }: Options = {}) {
  let kept = webhooks;
  serve('get', '/webhooks', ({ query }) => {
    const pageSize = Number(query.get('pagination[pageSize]'));
    const page = Number(query.get('pagination[page]'));
    const pagination = {
      page,
      pageSize,
      pageCount: Math.ceil(kept.length / pageSize),
      total: kept.length,
    };
    return {
      data: kept.slice((page - 1) * pageSize, page * pageSize),
      meta: { pagination },
    };
  });
  serve('get', '/insights', { data: { summary: { webhooks: insights } } });
  const puts = serve('put', '/webhooks/:id', ({ params, body }) => {
    const change = body as WebhookInput;
    const [changed] = kept.filter(({ id }) => id === params.id);
    const answer = { ...changed, ...change, disabledReason: null, updatedAt: ago(0) } as Webhook;
    kept = kept.map((webhook) => (webhook.id === params.id ? answer : webhook));
    return { data: answer };
  });
  const deletes = serve('delete', '/webhooks/:id', ({ params }) => {
    kept = kept.filter(({ id }) => id !== params.id);
    return undefined;
  });
  return { ...renderPanel(<WebhooksPage />, options), puts, deletes };
}

const row = async (name: string) => {
  const link = await screen.findByRole('link', { name });
  return within(link.closest('tr') as HTMLElement);
};

describe('the list', () => {
  test('tells of each webhook its name, host, status, success rate and last delivery', async () => {
    renderPage([SEARCH, STOPPED], {
      insights: [
        aWebhookInsight({
          webhookId: 'whk_1',
          points: [{ at: ago(0), delivered: 96, retried: 3, failed: 1 }],
        }),
      ],
    });
    const search = await row('Search index');
    expect(search.getByText('search.example.com')).toBeInTheDocument();
    expect(search.getByText('Enabled')).toBeInTheDocument();
    expect(await search.findByText('96%')).toBeInTheDocument();
    expect(
      search.getByRole('img', { name: /96 delivered, 3 to be retried, 1 failed/ })
    ).toBeInTheDocument();
    expect(search.getByText('1 minute ago')).toBeInTheDocument();
    expect(search.getByRole('link', { name: 'Search index' })).toHaveAttribute(
      'href',
      expect.stringContaining(`${BASE_PATH}/webhooks/whk_1`)
    );
  });

  test.each([
    ['http-410', /410 Gone/],
    ['failing-for-120-hours', /failed for 120 hours/],
    ['moved-environment', /copied or transferred/],
    ['removed-from-config', /no longer in the plugin’s config/],
    ['something-new', /Stopped by the plugin: something-new/],
  ])('says in words why the plugin stopped a webhook: %s', async (disabledReason, sentence) => {
    renderPage([aWebhook({ name: 'Cache', enabled: false, disabledReason })]);
    expect((await row('Cache')).getByText(sentence)).toBeInTheDocument();
  });

  test('is read by pages of 25, which are in the URL', async () => {
    const many = Array.from({ length: 30 }, (_, index) =>
      aWebhook({ id: `whk_${index}`, name: `Webhook ${index}` })
    );
    const { user, url } = renderPage(many);
    await user.click(await screen.findByRole('link', { name: 'Go to page 2' }));
    expect(await screen.findByRole('link', { name: 'Webhook 29' })).toBeInTheDocument();
    expect(screen.queryByRole('link', { name: 'Webhook 0' })).not.toBeInTheDocument();
    expect(url()).toContain('page=2');
  });

  test('goes to the last page where there is none as far as the URL says', async () => {
    const { url } = renderPage([SEARCH], { at: '/?page=7' });
    expect(await screen.findByRole('link', { name: 'Search index' })).toBeInTheDocument();
    expect(url()).toBe('/?page=1');
  });

  test('leads from a webhook that was stopped to its deliveries', async () => {
    const { user, url } = renderPage([STOPPED]);
    await user.click((await row('Old cache')).getByRole('link', { name: 'See its deliveries' }));
    expect(url()).toBe(`${BASE_PATH}/deliveries?webhookId=whk_3`);
  });

  test('opens the webhook that is clicked anywhere else', async () => {
    const { user, url } = renderPage([STOPPED]);
    await user.click((await row('Old cache')).getByText('Stopped'));
    expect(url()).toBe(`${BASE_PATH}/webhooks/whk_3`);
  });

  test('shows no page in the place of one that could not be read', async () => {
    const many = Array.from({ length: 30 }, (_, index) =>
      aWebhook({ id: `whk_${index}`, name: `Webhook ${index}` })
    );
    const { user, url } = renderPage(many);
    const next = await screen.findByRole('link', { name: 'Go to page 2' });
    serveError('get', '/webhooks', 500);
    await user.click(next);
    expect(await screen.findByRole('button', { name: 'Try again' })).toBeInTheDocument();
    expect(screen.queryByRole('link', { name: 'Webhook 0' })).not.toBeInTheDocument();
    expect(url()).toContain('page=2');
  });

  test('says that it is old where it could not be read again', async () => {
    const { user } = renderPage([SEARCH]);
    const search = await row('Search index');
    serveError('get', '/webhooks', 500);
    await user.click(search.getByRole('switch'));
    expect(await screen.findByText(/newest state .* could not be loaded/)).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Search index' })).toBeInTheDocument();
  });

  test('says that it could not be read, and reads it again when asked', async () => {
    serve('get', '/insights', { data: { summary: { webhooks: [] } } });
    serveError('get', '/webhooks', 500, { message: 'No database' });
    const { user } = renderPanel(<WebhooksPage />);
    const again = await screen.findByRole('button', { name: 'Try again' });
    serve('get', '/webhooks', {
      data: [SEARCH],
      meta: { pagination: { page: 1, pageSize: 25, pageCount: 1, total: 1 } },
    });
    await user.click(again);
    expect(await screen.findByRole('link', { name: 'Search index' })).toBeInTheDocument();
  });
});

describe('the toggle', () => {
  test('disables a webhook in place', async () => {
    const { user, puts } = renderPage([SEARCH]);
    const search = await row('Search index');
    await user.click(search.getByRole('switch', { name: 'Enable Search index' }));
    expect(await search.findByText('Disabled')).toBeInTheDocument();
    expect(search.getByRole('switch')).not.toBeChecked();
    expect(puts).toMatchObject([{ params: { id: 'whk_1' }, body: { enabled: false } }]);
  });

  test('goes back and says why where the server refuses', async () => {
    const { user } = renderPage([SEARCH]);
    serveError('put', '/webhooks/:id', 400, { message: 'The disk is full' });
    const search = await row('Search index');
    await user.click(search.getByRole('switch'));
    expect(await screen.findByText('Search index: The disk is full')).toBeInTheDocument();
    expect(search.getByRole('switch')).toBeChecked();
  });

  test('is not there for those who may only read', async () => {
    renderPage([SEARCH], { may: ['readWebhooks'] });
    const search = await row('Search index');
    expect(search.queryByRole('switch')).not.toBeInTheDocument();
    expect(search.queryByRole('checkbox')).not.toBeInTheDocument();
    expect(screen.queryByRole('link', { name: 'Create webhook' })).not.toBeInTheDocument();
    expect(screen.queryByRole('columnheader', { name: 'Last 24 hours' })).not.toBeInTheDocument();
  });
});

describe('a webhook that is managed in code', () => {
  test('says so, and can be neither toggled, selected nor deleted', async () => {
    const { user } = renderPage([MANAGED]);
    const managed = await row('Deploy');
    expect(managed.getByText('Managed in code')).toBeInTheDocument();
    expect(managed.getByRole('switch')).toBeDisabled();
    expect(managed.getByRole('checkbox')).toBeDisabled();
    await user.click(managed.getByRole('button', { name: 'Actions for Deploy' }));
    expect(await screen.findByRole('menuitem', { name: 'View' })).toBeInTheDocument();
    expect(screen.queryByRole('menuitem', { name: 'Delete' })).not.toBeInTheDocument();
  });

  test('can be enabled again, and nothing else, where the plugin stopped it', async () => {
    const { user, puts } = renderPage([MANAGED_STOPPED]);
    const managed = await row('Mailer');
    await user.click(managed.getByRole('switch'));
    expect(await managed.findByText('Enabled')).toBeInTheDocument();
    expect(puts).toMatchObject([{ params: { id: 'whk_5' }, body: { enabled: true } }]);
    await waitFor(() => expect(managed.getByRole('switch')).toBeDisabled());
  });
});

describe('a dialog of one webhook', () => {
  test('gives the focus back to the menu it came from', async () => {
    const { user } = renderPage([SEARCH]);
    const button = (await row('Search index')).getByRole('button', { name: /^Actions for/ });
    await user.click(button);
    await user.click(await screen.findByRole('menuitem', { name: 'Replay failed deliveries' }));
    expect(
      await screen.findByRole('dialog', { name: 'Replay deliveries of Search index' })
    ).toBeInTheDocument();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    await waitFor(() => expect(button).toHaveFocus());
  });

  test('is offered to those alone who may do what it does', async () => {
    const { user } = renderPage([SEARCH], { may: ['readWebhooks', 'testWebhooks'] });
    await user.click((await row('Search index')).getByRole('button', { name: /^Actions for/ }));
    const items = await screen.findAllByRole('menuitem');
    expect(items.map(({ textContent }) => textContent)).toEqual(['View', 'Send a test']);
  });
});

describe('several webhooks', () => {
  const select = async (user: ReturnType<typeof renderPage>['user'], ...names: string[]) => {
    for (const name of names) {
      await user.click(await screen.findByRole('checkbox', { name: `Select ${name}` }));
    }
  };

  test('are deleted once that is confirmed', async () => {
    const { user, deletes } = renderPage([SEARCH, SHOP, STOPPED]);
    await select(user, 'Search index', 'Shop');
    expect(screen.getByText('2 webhooks selected')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Delete' }));
    const dialog = within(await screen.findByRole('alertdialog'));
    expect(dialog.getByText('Delete 2 webhooks?')).toBeInTheDocument();
    expect(deletes).toHaveLength(0);
    await user.click(dialog.getByRole('button', { name: 'Delete' }));
    await waitFor(() =>
      expect(screen.queryByRole('link', { name: 'Search index' })).not.toBeInTheDocument()
    );
    expect(deletes.map(({ params }) => params.id)).toEqual(['whk_1', 'whk_2']);
    expect(screen.getByRole('link', { name: 'Old cache' })).toBeInTheDocument();
    expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument();
  });

  test('are left as they are where that is not confirmed', async () => {
    const { user, puts } = renderPage([SEARCH]);
    await select(user, 'Search index');
    await user.click(screen.getByRole('button', { name: 'Disable' }));
    await user.click(await screen.findByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument());
    expect(puts).toHaveLength(0);
  });

  test('are told by name where one of them could not be changed', async () => {
    const { user } = renderPage([SEARCH, SHOP]);
    serveError('put', '/webhooks/whk_2', 404, { message: "There is no webhook 'whk_2'" });
    await user.click(await screen.findByRole('checkbox', { name: 'Select all webhooks' }));
    await user.click(screen.getByRole('button', { name: 'Disable' }));
    const dialog = within(await screen.findByRole('alertdialog'));
    await user.click(dialog.getByRole('button', { name: 'Disable' }));
    expect(await dialog.findByRole('alert')).toHaveTextContent("Shop: There is no webhook 'whk_2'");
    expect(dialog.getByRole('alert')).not.toHaveTextContent('Search index');
  });

  test('are changed without those that are managed in code', async () => {
    const { user, deletes } = renderPage([SEARCH, MANAGED_STOPPED]);
    await select(user, 'Search index', 'Mailer');
    await user.click(screen.getByRole('button', { name: 'Delete' }));
    const dialog = within(await screen.findByRole('alertdialog'));
    expect(dialog.getByText(/One webhook is managed in code/)).toBeInTheDocument();
    expect(dialog.queryByText('Mailer')).not.toBeInTheDocument();
    await user.click(dialog.getByRole('button', { name: 'Delete' }));
    await waitFor(() => expect(deletes.map(({ params }) => params.id)).toEqual(['whk_1']));
  });
});

describe('where there is no webhook', () => {
  const IMPORTED: StrapiImport = {
    imported: [
      {
        id: 'whk_9',
        originalId: '1',
        name: 'Netlify',
        skippedEvents: ['review-workflows.updateEntryStage'],
        skippedHeaders: [],
      },
    ],
    skipped: [{ originalId: '2', name: 'Broken', reason: 'url must be a URL' }],
    disabledOriginals: ['1'],
  };

  test('says what one is for, and imports those of Strapi', async () => {
    const { user } = renderPage([]);
    const imports = serve('post', '/import-from-strapi', { data: IMPORTED });
    expect(await screen.findByText(/tells another system/)).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Import from Strapi’s own webhooks' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getByRole('checkbox', { name: 'Disable the originals' })).toBeChecked();
    await user.click(dialog.getByRole('button', { name: 'Import' }));
    expect(await dialog.findByText('Netlify')).toBeInTheDocument();
    expect(dialog.getByText(/Without the events review-workflows/)).toBeInTheDocument();
    expect(dialog.getByText('url must be a URL')).toBeInTheDocument();
    expect(
      dialog.getByText(/One webhook was imported. One original was disabled./)
    ).toBeInTheDocument();
    expect(imports).toMatchObject([{ body: { disableOriginals: true } }]);
  });

  test('offers nothing to those who may not create one', async () => {
    renderPage([], { may: ['readWebhooks'] });
    expect(await screen.findByText(/tells another system/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /Import/ })).not.toBeInTheDocument();
    expect(screen.queryByRole('link', { name: 'Create webhook' })).not.toBeInTheDocument();
  });
});
