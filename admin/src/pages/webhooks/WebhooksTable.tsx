import type { ReactNode } from 'react';
import {
  Checkbox,
  Table,
  Tbody,
  Th,
  Thead,
  Tr,
  Typography,
  VisuallyHidden,
} from '@strapi/design-system';
import type { Webhook } from '../../../../contracts/domain';
import type { WebhookInsight } from '../../../../contracts/insights';
import type { WebhookAction } from '../../components/webhook-actions';
import { useText } from '../../hooks/useText';
import type { Rights } from './useRights';
import { WebhookRow } from './WebhookRow';

export interface WebhooksTableProps {
  webhooks: readonly Webhook[];
  /** By the webhook's id. */
  insights: ReadonlyMap<string, WebhookInsight>;
  rights: Rights;
  /** Ids of those that something can be done with in bulk. */
  selectable: readonly string[];
  selected: ReadonlySet<string>;
  onSelect(ids: ReadonlySet<string>): void;
  onAction(webhook: Webhook, action: WebhookAction | 'delete'): void;
}

export function WebhooksTable(props: WebhooksTableProps) {
  const { webhooks, insights, rights, selectable, selected, onSelect, onAction } = props;
  const t = useText();
  const { canUpdate, canDelete, canReadInsights } = rights;
  const hasCheckboxes = canUpdate || canDelete;
  const columns = 4 + Number(hasCheckboxes) + Number(canReadInsights) + Number(canUpdate);

  const toggle = (id: string, isSelected: boolean) => {
    const next = new Set(selected);
    if (isSelected) next.add(id);
    else next.delete(id);
    onSelect(next);
  };

  return (
    <Table colCount={columns} rowCount={webhooks.length + 1}>
      <Thead>
        <Tr>
          {hasCheckboxes ? (
            <Th>
              <Checkbox
                aria-label={t('webhooks.select-all')}
                disabled={selectable.length === 0}
                checked={checkedOf(selected.size, selectable.length)}
                onCheckedChange={(checked) => onSelect(new Set(checked === true ? selectable : []))}
              />
            </Th>
          ) : null}
          <Heading>{t('webhooks.column.name')}</Heading>
          <Heading>{t('webhooks.column.status')}</Heading>
          {canReadInsights ? <Heading>{t('webhooks.column.insights')}</Heading> : null}
          <Heading>{t('webhooks.column.last-delivery')}</Heading>
          {canUpdate ? <Heading>{t('webhooks.column.enabled')}</Heading> : null}
          <Th>
            <VisuallyHidden>{t('webhooks.column.actions')}</VisuallyHidden>
          </Th>
        </Tr>
      </Thead>
      <Tbody>
        {webhooks.map((webhook) => (
          <WebhookRow
            key={webhook.id}
            webhook={webhook}
            insight={insights.get(webhook.id)}
            rights={rights}
            hasCheckboxes={hasCheckboxes}
            isSelected={selectable.includes(webhook.id) ? selected.has(webhook.id) : undefined}
            onSelect={(isSelected) => toggle(webhook.id, isSelected)}
            onAction={(action) => onAction(webhook, action)}
          />
        ))}
      </Tbody>
    </Table>
  );
}

function Heading({ children }: { children: ReactNode }) {
  return (
    <Th>
      <Typography variant="sigma" textColor="neutral600">
        {children}
      </Typography>
    </Th>
  );
}

function checkedOf(selected: number, selectable: number): boolean | 'indeterminate' {
  if (selected === 0) return false;
  return selected === selectable ? true : 'indeterminate';
}
