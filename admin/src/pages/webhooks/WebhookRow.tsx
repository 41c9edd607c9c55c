import type { MouseEvent } from 'react';
import { Badge, Checkbox, Flex, Link, Td, Tooltip, Tr, Typography } from '@strapi/design-system';
import { NavLink, useNavigate } from 'react-router-dom';
import type { Webhook } from '../../../../contracts/domain';
import type { WebhookInsight } from '../../../../contracts/insights';
import { RelativeTime } from '../../components/RelativeTime';
import { BASE_PATH } from '../../constants';
import { useText } from '../../hooks/useText';
import { EnabledSwitch } from './EnabledSwitch';
import { InsightCell } from './InsightCell';
import { RowMenu, type RowMenuProps } from './RowMenu';
import { StateCell } from './StateCell';

export interface WebhookRowProps extends RowMenuProps {
  insight: WebhookInsight | undefined;
  /** Undefined where nothing can be done with it in bulk. */
  isSelected: boolean | undefined;
  hasCheckboxes: boolean;
  onSelect(isSelected: boolean): void;
}

export function WebhookRow({
  webhook,
  insight,
  rights,
  isSelected,
  hasCheckboxes,
  onSelect,
  onAction,
}: WebhookRowProps) {
  const t = useText();
  const navigate = useNavigate();
  const { id, name, lastDeliveryAt } = webhook;
  const to = `${BASE_PATH}/webhooks/${id}`;
  return (
    <Tr onClick={() => void navigate(to)} style={{ cursor: 'pointer' }}>
      {hasCheckboxes ? (
        <Td onClick={stay}>
          <Checkbox
            aria-label={t('webhooks.select', { name })}
            checked={isSelected === true}
            disabled={isSelected === undefined}
            onCheckedChange={(checked) => onSelect(checked === true)}
          />
        </Td>
      ) : null}
      <Td>
        <NameCell webhook={webhook} to={to} />
      </Td>
      <Td>
        <StateCell webhook={webhook} canReadDeliveries={rights.canReadDeliveries} />
      </Td>
      {rights.canReadInsights ? (
        <Td>
          <InsightCell insight={insight} />
        </Td>
      ) : null}
      <Td>
        <Typography textColor="neutral800">
          {lastDeliveryAt === null ? t('never') : <RelativeTime at={lastDeliveryAt} />}
        </Typography>
      </Td>
      {rights.canUpdate ? (
        <Td onClick={stay}>
          <EnabledSwitch webhook={webhook} />
        </Td>
      ) : null}
      <Td onClick={stay}>
        <Flex justifyContent="flex-end">
          <RowMenu webhook={webhook} rights={rights} onAction={onAction} />
        </Flex>
      </Td>
    </Tr>
  );
}

function NameCell({ webhook: { name, url, managed }, to }: { webhook: Webhook; to: string }) {
  const t = useText();
  return (
    <Flex
      direction="column"
      alignItems="flex-start"
      gap={1}
      maxWidth="32rem"
      style={{ whiteSpace: 'normal' }}
      onClick={stay}
    >
      <Flex gap={2} wrap="wrap">
        <Link tag={NavLink} to={to} style={{ overflowWrap: 'anywhere' }}>
          {name}
        </Link>
        {managed ? (
          <Tooltip label={t('webhooks.managed.hint')}>
            {/* A badge takes no ref, and a tooltip needs one. */}
            <span>
              <Badge size="S" style={{ whiteSpace: 'nowrap' }}>
                {t('webhooks.managed')}
              </Badge>
            </span>
          </Tooltip>
        ) : null}
      </Flex>
      <Typography variant="pi" textColor="neutral600" title={url} ellipsis tag="p">
        {hostOf(url)}
      </Typography>
    </Flex>
  );
}

/** What is clicked there has its own meaning; a click elsewhere in the row opens the webhook. */
function stay(event: MouseEvent): void {
  event.stopPropagation();
}

/** What tells receivers apart at a glance; the rest of the URL is in the hint. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
