import { Box, Flex, Typography } from '@strapi/design-system';
import { styled } from 'styled-components';
import type { Delivery, Webhook } from '../../../../contracts/domain';
import { ReasonText, reasonHint } from '../../components/ReasonText';
import { useAway } from '../../components/RelativeTime';
import { useNow } from '../../hooks/useNow';
import { useText, type Text } from '../../hooks/useText';
import type { AnyDelivery } from './payload';

type Tone = 'success' | 'danger' | 'warning' | 'primary' | 'neutral';

const TONES = {
  delivered: 'success',
  failed: 'danger',
  pending: 'warning',
  sending: 'primary',
  cancelled: 'neutral',
} as const satisfies Record<Delivery['status'], Tone>;

/** In the dark all boxes are of one colour: the edge tells them apart. */
const Marked = styled(Box)<{ $tone: Tone }>`
  border: 1px solid ${({ theme, $tone }) => theme.colors[`${$tone}200`]};
  border-inline-start: 4px solid ${({ theme, $tone }) => theme.colors[`${$tone}500`]};
`;

interface Props {
  delivery: AnyDelivery;
  /** Undefined where it cannot be read. */
  webhook: Pick<Webhook, 'enabled'> | undefined;
}

/** What became of a delivery, why, and what happens next: in words. */
export function StateBox({ delivery, webhook }: Props) {
  const t = useText();
  const { status, reason } = delivery;
  const tone = TONES[status];
  const isHeld = status === 'pending' && webhook?.enabled === false;
  const hint = reason === null ? null : reasonHint(reason, t);
  return (
    <Marked
      $tone={tone}
      background={`${tone}100`}
      hasRadius
      paddingTop={4}
      paddingBottom={4}
      paddingLeft={5}
      paddingRight={5}
    >
      <Flex direction="column" alignItems="flex-start" gap={1}>
        <Typography role="status" fontWeight="bold" textColor="neutral800">
          {isHeld ? t('delivery.state.held') : stateText(delivery, t)}
        </Typography>
        {reason === null ? null : (
          <Typography textColor="neutral800">
            <ReasonText reason={reason} />
          </Typography>
        )}
        {status === 'pending' && !isHeld ? (
          <Typography textColor="neutral800">
            <NextAttempt delivery={delivery} maxAttempts={delivery.maxAttempts} />
          </Typography>
        ) : null}
        {hint === null || status === 'delivered' ? null : (
          <Typography variant="pi" textColor="neutral700">
            {hint}
          </Typography>
        )}
      </Flex>
    </Marked>
  );
}

function stateText(delivery: AnyDelivery, t: Text): string {
  const { status, attemptCount, reason, deliveredAt, attempts } = delivery;
  if (status === 'delivered') {
    // Not the last attempt where it was redelivered afterwards, in vain.
    const accepted = attempts.findLast(({ outcome }) => outcome === 'delivered');
    if (accepted === undefined) return t('delivery.state.accepted');
    return t('delivery.state.delivered', { number: accepted.number });
  }
  if (status !== 'pending') return t(`delivery.state.${status}`);
  if (attemptCount === 0) return t('delivery.state.first');
  return t(
    reason === null || deliveredAt !== null ? 'delivery.state.again' : 'delivery.state.retry'
  );
}

/** `Next attempt in 4 minutes, attempt 3 of 6`; without `of` where the number is not known or passed. */
function NextAttempt({
  delivery: { nextAttemptAt, attemptCount },
  maxAttempts,
}: {
  delivery: Delivery;
  maxAttempts: number | null;
}) {
  const t = useText();
  const away = useAway();
  const now = useNow(1_000);
  if (nextAttemptAt === null) return null;
  const when = away(Math.max(Date.parse(nextAttemptAt) - now, 0));
  const number = attemptCount + 1;
  if (maxAttempts === null || number > maxAttempts) {
    return <>{t('delivery.next-attempt', { when, number })}</>;
  }
  return <>{t('delivery.next-attempt-of', { when, number, total: maxAttempts })}</>;
}
