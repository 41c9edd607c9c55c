import { screen, waitFor } from '@strapi/strapi/admin/test';
import { fireEvent, within } from '@testing-library/react';
import type { Webhook } from '../../contracts/domain';
import { BASE, fillNew, open, openNew, save, serveLater, tab } from './edit-page';
import { aWebhook } from './factories';
import { serve, serveNever } from './panel';

const STAY = /^A new secret is shown here only/;

const asJson = (webhook: Partial<Webhook>) => JSON.parse(JSON.stringify(aWebhook(webhook)));

const askToRotate = async ({ user }: ReturnType<typeof open>) => {
  await user.click(await screen.findByRole('button', { name: 'Rotate secret' }));
  await user.click(screen.getByRole('button', { name: 'Rotate' }));
};

describe('a secret that is being generated', () => {
  const rotating = async (panel: ReturnType<typeof open>) => {
    await askToRotate(panel);
    return screen.findByRole('dialog', { name: 'Rotate secret' });
  };

  test('is waited for in its dialog, whatever is done to close it', async () => {
    const panel = open('whk_1');
    const rotation = serveLater('post', '/webhooks/:id/rotate-secret');
    const dialog = await rotating(panel);
    await waitFor(() => expect(rotation.waiting).toHaveLength(1));
    expect(within(dialog).getByRole('button', { name: 'Cancel' })).toBeDisabled();
    await panel.user.click(within(dialog).getByRole('button', { name: 'Close' }));
    await panel.user.keyboard('{Escape}');
    expect(dialog).toBeInTheDocument();
    rotation.answer({ data: { secret: 'whsec_2' } });
    expect(await screen.findByText('whsec_2')).toBeInTheDocument();
  });

  test('keeps the page, too', async () => {
    const panel = open('whk_1');
    serveNever('post', '/webhooks/:id/rotate-secret');
    await rotating(panel);
    // Behind the dialog: as it is for the browser's own buttons.
    fireEvent.click(screen.getByRole('link', { name: 'Deliveries', hidden: true }));
    expect(await screen.findByText(STAY)).toBeInTheDocument();
    expect(panel.url()).toBe(`${BASE}/whk_1`);
  });

  test('keeps the page of a new webhook until it is saved and the secret is seen', async () => {
    const panel = openNew();
    const creation = serveLater('post', '/webhooks');
    await fillNew(panel);
    await panel.user.click(save());
    await waitFor(() => expect(creation.waiting).toHaveLength(1));
    const leave = () => fireEvent.click(screen.getByRole('link', { name: 'Back', hidden: true }));
    leave();
    expect(await screen.findByText(STAY)).toBeInTheDocument();
    expect(panel.url()).toBe(`${BASE}/new`);

    creation.answer({ data: { ...asJson({ id: 'whk_new' }), secret: 'whsec_once' } });
    expect(await screen.findByText('whsec_once')).toBeInTheDocument();
    leave();
    await waitFor(() => expect(screen.getAllByText(STAY)).toHaveLength(2));
    await panel.user.click(screen.getByRole('button', { name: 'I have copied it' }));
    await waitFor(() => expect(panel.url()).toBe(`${BASE}/whk_new`));
  });

  test('keeps nobody who gives one of their own', async () => {
    const panel = openNew();
    const creation = serveLater('post', '/webhooks');
    await fillNew(panel);
    await panel.user.click(screen.getByRole('radio', { name: 'Use my own' }));
    await panel.user.type(screen.getByLabelText(/^Your secret/), 'a secret of mine');
    await panel.user.click(save());
    await waitFor(() => expect(creation.waiting).toHaveLength(1));
    creation.answer({ data: asJson({ id: 'whk_new' }) });
    await waitFor(() => expect(panel.url()).toBe(`${BASE}/whk_new`));
  });
});

describe('the store of the panel knows no secret', () => {
  const said = ({ state }: ReturnType<typeof open>) => JSON.stringify(state());

  test('that was generated, while it is shown', async () => {
    const stored = open('whk_1');
    serve('post', '/webhooks/:id/rotate-secret', { data: { secret: 'whsec_2' } });
    await askToRotate(stored);
    expect(await screen.findByText('whsec_2')).toBeInTheDocument();
    expect(said(stored)).toContain('lifecycleFindWebhook');
    expect(said(stored)).not.toContain('whsec_2');
    stored.unmount();

    const made = openNew();
    serve('post', '/webhooks', { data: { ...asJson({ id: 'whk_new' }), secret: 'whsec_once' } });
    await fillNew(made);
    await made.user.click(save());
    expect(await screen.findByText('whsec_once')).toBeInTheDocument();
    expect(said(made)).not.toContain('whsec_once');
  });

  test('that is being typed, while what would be sent is shown', async () => {
    const panel = openNew();
    await fillNew(panel);
    await panel.user.click(screen.getByRole('radio', { name: 'Use my own' }));
    await panel.user.type(screen.getByLabelText(/^Your secret/), 'a secret of mine');
    await panel.user.click(tab('Body'));
    await waitFor(() =>
      expect(panel.previewed.at(-1)?.body).toMatchObject({
        webhook: { secret: 'a secret of mine' },
      })
    );
    expect(said(panel)).toContain('lifecycleMatchDraft');
    expect(said(panel)).not.toContain('a secret of mine');
  });
});

describe('the dialogs of a secret give the focus back to what opened them', () => {
  const rotate = () => screen.findByRole('button', { name: 'Rotate secret' });

  test('where nothing was done', async () => {
    const { user } = open('whk_1');
    await user.click(await rotate());
    await user.click(await screen.findByRole('button', { name: 'Cancel' }));
    const opener = await rotate();
    await waitFor(() => expect(opener).toHaveFocus());
  });

  test('where a secret was shown', async () => {
    const { user } = open('whk_1');
    serve('post', '/webhooks/:id/rotate-secret', { data: { secret: 'whsec_2' } });
    await user.click(await rotate());
    await user.click(screen.getByRole('button', { name: 'Rotate' }));
    const shown = await screen.findByRole('dialog', { name: 'New secret' });
    await waitFor(() => expect(shown).toContainElement(document.activeElement as HTMLElement));
    await user.click(within(shown).getByRole('button', { name: 'I have copied it' }));
    const opener = await rotate();
    await waitFor(() => expect(opener).toHaveFocus());
  });
});

describe('while a webhook is saved', () => {
  test('nothing can be typed that the answer would take away', async () => {
    const { user } = open('whk_1', { headers: [{ name: 'X-Team', value: 'web' }] });
    const update = serveLater('put', '/webhooks/:id');
    await user.type(await screen.findByLabelText('Description'), 'First');
    await user.click(save());
    await waitFor(() => expect(update.waiting).toHaveLength(1));
    const description = screen.getByLabelText('Description');
    expect(description).toBeDisabled();
    expect(screen.getByRole('checkbox', { name: 'Publish' })).toBeDisabled();
    // What is there for those who may change something stays in its place.
    expect(screen.getByRole('checkbox', { name: /^Check that the receiver/ })).toBeDisabled();
    await user.click(screen.getByRole('tab', { name: 'Headers' }));
    expect(screen.getByRole('button', { name: 'Add a header' })).toBeDisabled();
    const remove = screen.getByRole('button', { name: 'Remove header X-Team' });
    await user.click(remove);
    expect(remove).toBeInTheDocument();
    await user.click(screen.getByRole('tab', { name: 'Webhook' }));

    update.answer({ data: asJson({ description: 'First' }) });
    await waitFor(() => expect(screen.getByLabelText('Description')).toBeEnabled());
    await user.type(screen.getByLabelText('Description'), ', second');
    expect(screen.getByLabelText('Description')).toHaveValue('First, second');
    expect(save()).toBeEnabled();
  });

  test('the field that was typed in loses the focus for that time only', async () => {
    const { user } = open('whk_1');
    const update = serveLater('put', '/webhooks/:id');
    const description = await screen.findByLabelText('Description');
    await user.type(description, 'First{Enter}');
    await waitFor(() => expect(update.waiting).toHaveLength(1));
    // As browsers do where a field is disabled.
    description.blur();
    update.answer({ data: asJson({ description: 'First' }) });
    await waitFor(() => expect(description).toBeEnabled());
    expect(description).toHaveFocus();
  });
});
