import type { ReactElement } from 'react';
import { Flex, Typography } from '@strapi/design-system';
import { CheckCircle, Clock, WarningCircle } from '@strapi/icons';
import { useText } from '../hooks/useText';
import type { HealthState } from './health';

const ICONS = {
  failing: <WarningCircle fill="danger600" />,
  stopped: <WarningCircle fill="danger600" />,
  lossy: <WarningCircle fill="warning600" />,
  late: <Clock fill="warning600" />,
  well: <CheckCircle fill="success600" />,
  idle: <Clock fill="neutral500" />,
} as const satisfies Record<HealthState, ReactElement>;

interface HealthSentenceProps {
  state: HealthState;
  delivered: number;
  failed: number;
  failing: number;
  stopped: number;
}

export function HealthSentence({ state, ...counts }: HealthSentenceProps) {
  const t = useText();
  const count = { ...counts, well: counts.delivered, lossy: counts.failed, late: 0, idle: 0 };
  return (
    <Flex gap={2} alignItems="center">
      <Flex aria-hidden style={{ flexShrink: 0 }}>
        {ICONS[state]}
      </Flex>
      <Typography variant="delta" tag="p" textColor="neutral800">
        {t(`home.${state}`, { count: count[state] })}
      </Typography>
    </Flex>
  );
}
