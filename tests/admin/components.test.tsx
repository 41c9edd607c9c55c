import { render, screen } from '@strapi/strapi/admin/test';
import { CopyButton } from '../../admin/src/components/CopyButton';
import { RelativeTime } from '../../admin/src/components/RelativeTime';
import { DeliveryStatusBadge, WebhookStatusBadge } from '../../admin/src/components/StatusBadge';

test('a delivery shows its status in words', () => {
  render(<DeliveryStatusBadge status="failed" />);
  expect(screen.getByText('Failed')).toBeInTheDocument();
});

test.each([
  { enabled: true, disabledReason: null, text: 'Enabled' },
  { enabled: false, disabledReason: null, text: 'Disabled' },
  { enabled: false, disabledReason: 'gone', text: 'Stopped' },
])('a webhook is $text', ({ text, ...webhook }) => {
  render(<WebhookStatusBadge webhook={webhook} />);
  expect(screen.getByText(text)).toBeInTheDocument();
});

test('a time is told by how long ago it was, and exactly on hover', () => {
  const at = new Date(Date.now() - 3 * 60_000).toISOString();
  render(<RelativeTime at={at} />);
  const time = screen.getByText('3 minutes ago');
  expect(time).toHaveAttribute('datetime', at);
  expect(time).toHaveAttribute(
    'title',
    expect.stringContaining(String(new Date(at).getFullYear()))
  );
});

describe('a text', () => {
  test('is copied, which is said', async () => {
    const { user } = render(<CopyButton text="whsec_1" />);
    await user.click(screen.getByRole('button', { name: 'Copy' }));
    expect(await screen.findByText('Copied')).toBeInTheDocument();
    expect(await navigator.clipboard.readText()).toBe('whsec_1');
  });

  test('that could not be copied is no silent loss: over plain HTTP there is no clipboard', async () => {
    const { user } = render(<CopyButton text="whsec_1" />);
    const clipboard = jest.spyOn(navigator, 'clipboard', 'get');
    clipboard.mockReturnValue(undefined as never);
    await user.click(screen.getByRole('button', { name: 'Copy' }));
    expect(await screen.findByText(/did not let this be copied/)).toBeInTheDocument();
    clipboard.mockRestore();
  });
});
