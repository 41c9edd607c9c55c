import { Flex, Link, Typography } from '@strapi/design-system';
import { NavLink } from 'react-router-dom';
import type { DeliveryStatus } from '../../../../contracts/domain';
import type { WebhookInsight } from '../../../../contracts/insights';
import { addressOf } from '../../addresses';
import { Card } from '../../components/Card';
import { useText } from '../../hooks/useText';
import type { MayRead } from '../../hooks/useMayRead';
import { WebhookName } from './WebhookName';

interface WebhookRankingProps {
  title: string;
  /** What the figures are. */
  hint: string;
  webhooks: WebhookInsight[];
  figure: (webhook: WebhookInsight) => string;
  /** Which of a webhook's deliveries the link shows. @default all */
  status?: (webhook: WebhookInsight) => DeliveryStatus | undefined;
  mayRead: MayRead;
}

const NOWRAP = { whiteSpace: 'nowrap' } as const;

/** The first few by one figure. */
export function WebhookRanking(props: WebhookRankingProps) {
  const { title, hint, webhooks, figure, status, mayRead } = props;
  const t = useText();
  return (
    <Card title={title} lead={hint} fills>
      {webhooks.length === 0 ? (
        <Typography textColor="neutral600">{t('overview.none')}</Typography>
      ) : (
        <Flex tag="ol" direction="column" alignItems="stretch" gap={3}>
          {webhooks.map((webhook) => (
            <Flex tag="li" key={webhook.webhookId} justifyContent="space-between" gap={4}>
              <WebhookName webhook={webhook} mayRead={mayRead} />
              <Flex gap={4}>
                <Typography fontWeight="semiBold" textColor="neutral800" style={NOWRAP}>
                  {figure(webhook)}
                </Typography>
                {mayRead.deliveries ? (
                  <Link
                    tag={NavLink}
                    to={addressOf.deliveries({
                      webhookId: webhook.webhookId,
                      status: status?.(webhook),
                    })}
                    aria-label={t('overview.deliveries-of', {
                      name: webhook.name ?? t('overview.deleted-webhook'),
                    })}
                  >
                    {t('nav.deliveries')}
                  </Link>
                ) : null}
              </Flex>
            </Flex>
          ))}
        </Flex>
      )}
    </Card>
  );
}
