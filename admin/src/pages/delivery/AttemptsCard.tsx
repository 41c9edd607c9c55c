import { Flex, Typography } from '@strapi/design-system';
import { useText } from '../../hooks/useText';
import { AttemptItem } from './AttemptItem';
import { Card } from '../../components/Card';
import { hasAnswer, type AnyDelivery } from './payload';

/** The attempts on a time line, the newest first and opened. */
export function AttemptsCard({ delivery }: { delivery: AnyDelivery }) {
  const t = useText();
  const attempts = [...delivery.attempts].reverse();
  const [newest] = attempts;
  if (newest === undefined) {
    return (
      <Card title={t('delivery.attempts')}>
        <Typography textColor="neutral600">
          {t(delivery.attemptCount === 0 ? 'delivery.attempts.none' : 'delivery.attempts.pruned')}
        </Typography>
      </Card>
    );
  }
  return (
    <Card title={t('delivery.attempts')}>
      {hasAnswer(newest) ? null : (
        <Typography tag="p" textColor="neutral600" paddingBottom={4}>
          {t('delivery.redacted')}
        </Typography>
      )}
      <Flex tag="ol" direction="column" alignItems="stretch">
        {attempts.map((attempt) => (
          <AttemptItem
            key={attempt.number}
            attempt={attempt}
            isOpenAtFirst={attempt === newest}
            isLast={attempt === attempts.at(-1)}
          />
        ))}
      </Flex>
    </Card>
  );
}
