import { Flex, TextButton } from '@strapi/design-system';
import { Cross } from '@strapi/icons';
import { DELIVERY_STATUSES } from '../../../../contracts/domain';
import { useCatalogue, useWebhookNames } from '../../hooks/useNames';
import { useText } from '../../hooks/useText';
import { IdFilter } from './IdFilter';
import { rangeOf, type Filters } from './params';
import { RangeFilter } from './RangeFilter';
import { SelectFilter } from './SelectFilter';
import { TimesFilter } from './TimesFilter';

const EVENT_ID = /^evt_[0-9a-z]{26}$/;

interface Props {
  filters: Filters;
  onChange(change: Filters): void;
  /** Undefined where there is nothing to clear. */
  onClear: (() => void) | undefined;
}

export function DeliveriesFilters({ filters, onChange, onClear }: Props) {
  const t = useText();
  const { mayRead, webhooks } = useWebhookNames();
  const { eventTypes, contentTypes } = useCatalogue();
  return (
    <Flex
      role="group"
      aria-label={t('deliveries.filters')}
      direction="column"
      alignItems="flex-start"
      gap={2}
    >
      <Flex gap={2} wrap="wrap">
        {mayRead ? (
          <SelectFilter
            label={t('deliveries.filter.webhook')}
            all={t('deliveries.filter.webhook.all')}
            value={filters.webhookId}
            options={webhooks.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(webhookId) => onChange({ webhookId })}
          />
        ) : null}
        <SelectFilter
          label={t('deliveries.filter.status')}
          all={t('deliveries.filter.status.all')}
          value={filters.status}
          options={DELIVERY_STATUSES.map((value) => ({
            value,
            label: t(`delivery-status.${value}`),
          }))}
          onChange={(status) => onChange({ status })}
        />
        <SelectFilter
          label={t('deliveries.filter.type')}
          all={t('deliveries.filter.type.all')}
          value={filters.type}
          options={eventTypes.map((value) => ({ value, label: value }))}
          onChange={(type) => onChange({ type })}
        />
        {mayRead ? (
          <SelectFilter
            label={t('deliveries.filter.uid')}
            all={t('deliveries.filter.uid.all')}
            value={filters.uid}
            options={contentTypes.map(({ uid, displayName }) => ({
              value: uid,
              label: displayName,
            }))}
            onChange={(uid) => onChange({ uid })}
          />
        ) : null}
        <RangeFilter filters={filters} onChange={onChange} />
      </Flex>
      <Flex gap={2} wrap="wrap">
        <IdFilter
          label={t('deliveries.filter.documentId')}
          value={filters.documentId}
          onChange={(documentId) => onChange({ documentId })}
        />
        <IdFilter
          label={t('deliveries.filter.eventId')}
          value={filters.eventId}
          pattern={EVENT_ID}
          invalid={t('deliveries.filter.eventId.invalid')}
          onChange={(eventId) => onChange({ eventId })}
        />
        {onClear === undefined ? null : (
          <TextButton startIcon={<Cross />} onClick={onClear}>
            {t('deliveries.filter.clear')}
          </TextButton>
        )}
      </Flex>
      {rangeOf(filters) === 'custom' ? <TimesFilter filters={filters} onChange={onChange} /> : null}
    </Flex>
  );
}
