import { Button, Flex } from '@strapi/design-system';
import { INSIGHT_HOURS, type InsightHours } from '../../../../contracts/insights';
import { useText } from '../../hooks/useText';

interface RangeSwitchProps {
  hours: InsightHours;
  onChange: (hours: InsightHours) => void;
}

export function RangeSwitch({ hours, onChange }: RangeSwitchProps) {
  const t = useText();
  return (
    <Flex gap={1} role="group" aria-label={t('overview.range')}>
      {INSIGHT_HOURS.map((choice) => (
        <Button
          key={choice}
          size="S"
          variant={choice === hours ? 'secondary' : 'tertiary'}
          aria-pressed={choice === hours}
          onClick={() => onChange(choice)}
        >
          {t(`overview.range.${choice}`)}
        </Button>
      ))}
    </Flex>
  );
}
