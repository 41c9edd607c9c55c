import { Badge, Box, Button, Flex, Typography } from '@strapi/design-system';
import { Code } from '@strapi/icons';
import { useClipboard, useNotification } from '@strapi/strapi/admin';
import { CopyButton } from '../../components/CopyButton';
import { useText } from '../../hooks/useText';
import type { DeliveryRequest } from '../../../../contracts/domain';
import { BodyView } from './BodyView';
import { Card } from '../../components/Card';
import { toCurl } from './curl';
import { HeadersTable } from './HeadersTable';
import { hasBody, type AnyRequest } from './payload';
import { headerOf } from './pretty-body';

/** What is sent; `null` where its webhook is no more. */
export function RequestCard({ request }: { request: AnyRequest | null }) {
  const t = useText();
  if (request === null) {
    return (
      <Card title={t('delivery.request')}>
        <Typography textColor="neutral600">{t('delivery.request.no-webhook')}</Typography>
      </Card>
    );
  }
  const { method, url, headers } = request;
  return (
    <Card
      title={t('delivery.request')}
      actions={hasBody(request) ? <CurlButton request={request} /> : null}
    >
      <Flex direction="column" alignItems="stretch" gap={4}>
        <Flex gap={2} alignItems="center">
          <Badge>{method}</Badge>
          <Typography fontWeight="semiBold" style={{ overflowWrap: 'anywhere' }}>
            {url}
          </Typography>
          <CopyButton text={url} label={`${t('copy')}: ${t('delivery.request.url')}`} />
        </Flex>
        <Typography variant="pi" textColor="neutral600">
          {t('delivery.request.of-today')}
        </Typography>
        <HeadersTable headers={headers} label={t('delivery.request.headers')} />
        <Body request={request} />
      </Flex>
    </Card>
  );
}

function Body({ request }: { request: AnyRequest }) {
  const t = useText();
  if (!hasBody(request)) {
    return <Typography textColor="neutral600">{t('delivery.redacted')}</Typography>;
  }
  const { body, headers } = request;
  return (
    <Box>
      <Typography tag="h3" variant="omega" fontWeight="bold">
        {t('delivery.request.body')}
      </Typography>
      <Box paddingTop={2}>
        {body === null ? (
          <Typography textColor="neutral600">{t('delivery.request.no-body')}</Typography>
        ) : (
          <BodyView
            body={body}
            contentType={headerOf(headers, 'content-type')}
            label={t('delivery.request.body')}
          />
        )}
      </Box>
    </Box>
  );
}

function CurlButton({ request }: { request: DeliveryRequest }) {
  const t = useText();
  const { copy } = useClipboard();
  const { toggleNotification } = useNotification();
  const onClick = async () => {
    const isCopied = await copy(toCurl(request));
    if (isCopied)
      toggleNotification({ type: 'success', message: t('delivery.request.curl-copied') });
    else toggleNotification({ type: 'danger', message: t('copy-failed') });
  };
  return (
    <Button variant="tertiary" startIcon={<Code />} onClick={() => void onClick()}>
      {t('delivery.request.curl')}
    </Button>
  );
}
