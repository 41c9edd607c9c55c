import { Box, Flex, Link, Typography } from '@strapi/design-system';
import { NavLink } from 'react-router-dom';
import type { WebhookInsight } from '../../../contracts/insights';
import { addressOf } from '../addresses';
import { useFigures } from '../hooks/useFigures';
import type { MayRead } from '../hooks/useMayRead';
import { useText } from '../hooks/useText';

const SHOWN = 3;

interface FailingWebhooksProps {
  webhooks: WebhookInsight[];
  mayRead: MayRead;
}

/** Each with a link to its deliveries; those after the third are counted. */
export function FailingWebhooks({ webhooks, mayRead }: FailingWebhooksProps) {
  const t = useText();
  const { rate } = useFigures();
  if (webhooks.length === 0) return null;
  const more = webhooks.length - SHOWN;
  return (
    <Flex direction="column" alignItems="stretch" gap={2}>
      <Flex tag="ul" direction="column" alignItems="stretch" gap={2}>
        {webhooks.slice(0, SHOWN).map(({ webhookId, name, successRate }) => (
          <Box tag="li" key={webhookId}>
            <Flex justifyContent="space-between" gap={4}>
              {mayRead.deliveries ? (
                <Link tag={NavLink} to={addressOf.deliveries({ webhookId })}>
                  {name}
                </Link>
              ) : (
                <Typography textColor="neutral800">{name}</Typography>
              )}
              <Typography textColor="neutral600" variant="pi">
                {t('home.success-rate', { rate: rate(successRate) })}
              </Typography>
            </Flex>
          </Box>
        ))}
      </Flex>
      {more > 0 ? (
        <Typography textColor="neutral600" variant="pi">
          {t('home.more', { count: more })}
        </Typography>
      ) : null}
    </Flex>
  );
}
