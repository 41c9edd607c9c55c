import { Box, Checkbox, Flex, Typography } from '@strapi/design-system';
import { useId, type ReactNode } from 'react';
import {
  EVENT_TYPES,
  MEDIA_EVENT_TYPES,
  type EventPattern,
  type EventType,
} from '../../../../../contracts/domain';
import type { EventTypeInfo } from '../../../../../contracts/events';
import { useText } from '../../../hooks/useText';
import { useEditField } from '../form/useEditForm';
import { hears, toggled } from './patterns';

/** Events that are about no content type: files, the webhooks themselves, and what the site defines. */
export function OtherEvents({ types }: { types: readonly EventTypeInfo[] }) {
  const t = useText();
  const { value } = useEditField('events');
  const custom = customOf(types, value);
  return (
    <Flex gap={6} alignItems="flex-start" wrap="wrap">
      <Group title={t('edit.events.media')}>
        <Choice pattern="media.*" label={t('edit.events.every-media-event')} />
        {MEDIA_EVENT_TYPES.map((type) => (
          <Choice key={type} pattern={type} label={t(`edit.event.${type}`)} />
        ))}
      </Group>
      <Group title={t('edit.events.webhooks')}>
        <Choice pattern="webhook.disabled" label={t('edit.event.webhook.disabled')} />
      </Group>
      {custom.length === 0 ? null : (
        <Group title={t('edit.events.custom')}>
          {custom.map(({ type, description }) => (
            <Choice key={type} pattern={type} label={type} description={description} />
          ))}
        </Group>
      )}
    </Flex>
  );
}

/** What the site defines, and what it does not (any more) although it is asked for. */
function customOf(types: readonly EventTypeInfo[], events: readonly EventPattern[]) {
  const isBuiltIn = (type: string) =>
    EVENT_TYPES.some((known) => known === type) || type.endsWith('.*');
  const there = types.filter(({ type }) => !isBuiltIn(type));
  const gone = events.filter(
    (event): event is EventType => !isBuiltIn(event) && there.every(({ type }) => type !== event)
  );
  return [...there, ...gone.map((type) => ({ type, description: '' }))];
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <Box role="group" aria-labelledby={id}>
      <Flex direction="column" alignItems="flex-start" gap={2}>
        <Typography id={id} variant="pi" fontWeight="bold">
          {title}
        </Typography>
        {children}
      </Flex>
    </Box>
  );
}

interface ChoiceProps {
  pattern: EventPattern;
  label: string;
  description?: string;
}

function Choice({ pattern, label, description = '' }: ChoiceProps) {
  const { value, onChange, disabled } = useEditField('events');
  const isWildcard = pattern.endsWith('.*');
  return (
    <Box title={pattern}>
      <Checkbox
        checked={isWildcard ? value.includes(pattern) : hears(value, pattern as EventType)}
        disabled={disabled}
        onCheckedChange={() => onChange(toggled(value, pattern))}
      >
        {label}
      </Checkbox>
      {description === '' ? null : (
        <Typography variant="pi" textColor="neutral600" tag="p">
          {description}
        </Typography>
      )}
    </Box>
  );
}
