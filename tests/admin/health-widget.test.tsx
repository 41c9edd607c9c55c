import { screen } from '@strapi/strapi/admin/test';
import { HealthWidget } from '../../admin/src/home/HealthWidget';
import type { InsightsSummary } from '../../contracts/insights';
import { ago, aSeries, aSummary, aWebhookInsight } from './factories';
import { renderPanel, serve, serveError, type Permission } from './panel';

const fine = aWebhookInsight();
const failing = (id: string) =>
  aWebhookInsight({
    webhookId: id,
    name: `Shop ${id}`,
    successRate: 0.12,
    points: [{ at: ago(0), delivered: 0, retried: 3, failed: 0 }],
    backlog: { pending: 10, oldestPendingAt: ago(20 * 60_000) },
  });

const open = (summary: Partial<InsightsSummary>, { may }: { may?: Permission[] } = {}) => {
  serve('get', '/insights', { data: { summary: aSummary(summary), series: aSeries(24) } });
  return renderPanel(<HealthWidget />, { may });
};

test('all is well, in a sentence', async () => {
  open({ webhooks: [fine], delivered: 1204, failed: 0, successRate: 1 });
  expect(await screen.findByText('All well: 1,204 delivered in 24 h')).toBeInTheDocument();
  expect(screen.getByText('100% success rate in 24 h')).toBeInTheDocument();
  expect(screen.queryByText(/waiting/)).not.toBeInTheDocument();
});

test('failing webhooks are counted and named, each with its deliveries, and what waits', async () => {
  open({ webhooks: [failing('1'), fine, failing('2')] });
  expect(await screen.findByText('2 webhooks are failing')).toBeInTheDocument();
  expect(screen.getByText(/20 waiting, the oldest from/)).toHaveTextContent('20 minutes ago');
  expect(screen.getByRole('link', { name: 'Shop 2' })).toHaveAttribute(
    'href',
    '/settings/lifecycle-webhooks/deliveries?webhookId=2'
  );
});

test('three failing webhooks are named, the rest counted', async () => {
  open({ webhooks: ['1', '2', '3', '4', '5'].map(failing) });
  expect(await screen.findByText('and 2 more')).toBeInTheDocument();
  expect(screen.getAllByRole('listitem')).toHaveLength(3);
});

const stopped = aWebhookInsight({ enabled: false, disabledReason: 'gone' });

test('stopped webhooks are counted', async () => {
  open({ webhooks: [fine, stopped, aWebhookInsight({ enabled: false })], failed: 0 });
  expect(await screen.findByText('1 webhook was stopped')).toBeInTheDocument();
  expect(screen.getByRole('link', { name: 'See which' })).toHaveAttribute(
    'href',
    '/settings/lifecycle-webhooks/webhooks'
  );
});

test('stopped webhooks are told beside those that fail', async () => {
  open({ webhooks: [failing('1'), stopped] });
  expect(await screen.findByText('1 webhook is failing')).toBeInTheDocument();
  expect(await screen.findByRole('link', { name: '1 webhook was stopped' })).toBeInTheDocument();
});

test('those who may not read webhooks and deliveries get no links to them', async () => {
  open({ webhooks: [failing('1'), stopped] }, { may: ['readInsights'] });
  expect(await screen.findByText('Shop 1')).toBeInTheDocument();
  expect(screen.getByText('1 webhook was stopped')).toBeInTheDocument();
  expect(screen.queryByRole('link')).not.toBeInTheDocument();
});

test('without webhooks there is nothing to tell', async () => {
  open({ webhooks: [] });
  expect(await screen.findByText('There is no webhook yet')).toBeInTheDocument();
});

test('the widget says that its numbers could not be loaded', async () => {
  serveError('get', '/insights', 500);
  renderPanel(<HealthWidget />);
  expect(await screen.findByText("Couldn't load widget content.")).toBeInTheDocument();
});
