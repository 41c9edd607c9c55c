import { useId } from 'react';
import { Flex, Table, Tbody, Td, Th, Thead, Tr, Typography } from '@strapi/design-system';
import type { WebhookInsight } from '../../../../contracts/insights';
import { RelativeTime } from '../../components/RelativeTime';
import { useFigures } from '../../hooks/useFigures';
import { useText, type TextKey } from '../../hooks/useText';
import { byTrouble } from './by-trouble';
import type { MayRead } from '../../hooks/useMayRead';
import { WebhookName } from './WebhookName';

const COLUMNS = [
  'overview.webhook',
  'overview.state',
  'overview.delivered',
  'overview.retried-column',
  'overview.failed',
  'overview.success-rate',
  'overview.p95',
  'overview.backlog',
  'overview.oldest-column',
] as const satisfies TextKey[];

interface WebhooksTableProps {
  webhooks: WebhookInsight[];
  mayRead: MayRead;
}

/** Every webhook, those in trouble first. */
export function WebhooksTable({ webhooks, mayRead }: WebhooksTableProps) {
  const t = useText();
  const id = useId();
  return (
    <Flex tag="section" direction="column" alignItems="stretch" gap={4} aria-labelledby={id}>
      <Typography variant="delta" tag="h2" id={id}>
        {t('overview.webhooks')}
      </Typography>
      <Table
        colCount={COLUMNS.length}
        rowCount={webhooks.length + 1}
        aria-label={t('overview.webhooks')}
      >
        <Thead>
          <Tr>
            {COLUMNS.map((key) => (
              <Th key={key}>
                <Typography variant="sigma" textColor="neutral600">
                  {t(key)}
                </Typography>
              </Th>
            ))}
          </Tr>
        </Thead>
        <Tbody>
          {[...webhooks].sort(byTrouble).map((webhook) => (
            <WebhookRow key={webhook.webhookId} webhook={webhook} mayRead={mayRead} />
          ))}
        </Tbody>
      </Table>
    </Flex>
  );
}

function WebhookRow({ webhook, mayRead }: { webhook: WebhookInsight; mayRead: MayRead }) {
  const t = useText();
  const { count, rate, duration } = useFigures();
  const { name, enabled, delivered, retried, failed, successRate, latencyMs, backlog } = webhook;
  const figures = [count(delivered), count(retried), count(failed), rate(successRate)];
  const state = enabled ? 'webhook-status.enabled' : 'webhook-status.disabled';
  return (
    <Tr>
      <Td>
        <WebhookName webhook={webhook} mayRead={mayRead} />
      </Td>
      <Td>
        <Typography textColor="neutral800">{name === null ? '–' : t(state)}</Typography>
      </Td>
      {[...figures, duration(latencyMs.p95), count(backlog.pending)].map((figure, index) => (
        <Td key={COLUMNS[index + 2]}>
          <Typography textColor="neutral800">{figure}</Typography>
        </Td>
      ))}
      <Td>
        <Typography textColor="neutral800">
          {backlog.oldestPendingAt === null ? '–' : <RelativeTime at={backlog.oldestPendingAt} />}
        </Typography>
      </Td>
    </Tr>
  );
}
