import { useMemo, useState } from 'react';
import { Layouts, Pagination } from '@strapi/strapi/admin';
import type { Webhook } from '../../../../contracts/domain';
import type { FindWebhooksResponse } from '../../../../contracts/webhooks';
import { useFindInsightsQuery } from '../../api/webhooks-api';
import {
  ACTION_DIALOGS,
  ChangeDialog,
  type WebhookAction,
  type WebhookChange,
} from '../../components/webhook-actions';
import { BulkBar } from './BulkBar';
import { isOpenTo } from './changeable';
import type { Rights } from './useRights';
import { WebhooksTable } from './WebhooksTable';

/** What is asked of the user at the moment. */
type Asked =
  | { kind: 'action'; action: WebhookAction; webhook: Webhook }
  | { kind: 'change'; change: WebhookChange; webhooks: readonly Webhook[]; leftOut: number };

const CHANGES = ['enable', 'disable', 'delete'] as const;

/** A page of webhooks, and what is done with them. */
export function WebhooksList({ found, rights }: { found: FindWebhooksResponse; rights: Rights }) {
  const { data: webhooks, meta } = found;
  const [selectedIds, setSelectedIds] = useState<ReadonlySet<string>>(new Set());
  const [asked, setAsked] = useState<Asked | null>(null);
  const { data: insights } = useFindInsightsQuery(
    { hours: 24 },
    { skip: !rights.canReadInsights, refetchOnMountOrArgChange: true }
  );
  const insightsById = useMemo(
    () => new Map(insights?.summary.webhooks.map((insight) => [insight.webhookId, insight])),
    [insights]
  );

  const selectable = webhooks
    .filter((webhook) => CHANGES.some((change) => isOpenTo(webhook, change, rights)))
    .map(({ id }) => id);
  // Deleted ones, and those of a page before, are no more among them.
  const selected = webhooks.filter(({ id }) => selectedIds.has(id) && selectable.includes(id));

  const askToChange = (change: WebhookChange, among: readonly Webhook[]) => {
    const open = among.filter((webhook) => isOpenTo(webhook, change, rights));
    setAsked({ kind: 'change', change, webhooks: open, leftOut: among.length - open.length });
  };

  return (
    <>
      <BulkBar
        selected={selected}
        rights={rights}
        onChange={(change) => askToChange(change, selected)}
      />
      <Layouts.Content>
        <WebhooksTable
          webhooks={webhooks}
          insights={insightsById}
          rights={rights}
          selectable={selectable}
          selected={new Set(selected.map(({ id }) => id))}
          onSelect={setSelectedIds}
          onAction={(webhook, action) => {
            if (action === 'delete') askToChange('delete', [webhook]);
            else setAsked({ kind: 'action', action, webhook });
          }}
        />
        <Pagination.Root {...meta.pagination} defaultPageSize={meta.pagination.pageSize}>
          <Pagination.Links />
        </Pagination.Root>
      </Layouts.Content>
      <AskedDialog
        asked={asked}
        onClose={() => setAsked(null)}
        onDone={() => setSelectedIds(new Set())}
      />
    </>
  );
}

interface AskedDialogProps {
  asked: Asked | null;
  onClose(): void;
  onDone(): void;
}

function AskedDialog({ asked, onClose, onDone }: AskedDialogProps) {
  if (asked === null) return null;
  if (asked.kind === 'change') return <ChangeDialog {...asked} onClose={onClose} onDone={onDone} />;
  const ActionDialog = ACTION_DIALOGS[asked.action];
  return <ActionDialog webhook={asked.webhook} onClose={onClose} />;
}
