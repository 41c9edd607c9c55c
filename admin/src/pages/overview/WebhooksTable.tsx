import { useId } from 'react';
import { Flex, Table, Tbody, Td, Th, Thead, Tr, Typography } from '@strapi/design-system';
import type { Backlog, WebhookInsight } from '../../../../contracts/insights';
import { RelativeTime } from '../../components/RelativeTime';
import { WebhookStatusBadge } from '../../components/StatusBadge';
import { useFigures } from '../../hooks/useFigures';
import type { MayRead } from '../../hooks/useMayRead';
import { useText, type TextKey } from '../../hooks/useText';
import { byTrouble } from './by-trouble';
import { WebhookName } from './WebhookName';

const COLUMNS = [
  'overview.webhook',
  'overview.state',
  'overview.backlog',
  'overview.delivered',
  'overview.retried-column',
  'overview.failed',
  'overview.success-rate',
  'overview.p95',
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
  const { count, rate, duration } = useFigures();
  const { name, delivered, retried, failed, successRate, latencyMs } = webhook;
  const figures = [
    ...[count(delivered), count(retried), count(failed)],
    ...[rate(successRate), duration(latencyMs.p95)],
  ];
  return (
    <Tr>
      <Td maxWidth="28rem" style={{ whiteSpace: 'normal' }}>
        <WebhookName webhook={webhook} mayRead={mayRead} />
      </Td>
      <Td>{name === null ? null : <WebhookStatusBadge webhook={webhook} />}</Td>
      <Td>
        <Waiting {...webhook.backlog} />
      </Td>
      {figures.map((figure, index) => (
        <Td key={COLUMNS[COLUMNS.length - figures.length + index]}>
          <Typography textColor="neutral800">{figure}</Typography>
        </Td>
      ))}
    </Tr>
  );
}

function Waiting({ pending, oldestPendingAt }: Backlog) {
  const { count } = useFigures();
  return (
    <Flex direction="column" alignItems="flex-start">
      <Typography textColor="neutral800">{count(pending)}</Typography>
      {oldestPendingAt === null ? null : (
        <Typography variant="pi" textColor="neutral600">
          <RelativeTime at={oldestPendingAt} />
        </Typography>
      )}
    </Flex>
  );
}
