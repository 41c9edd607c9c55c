import { useEffect, useRef, type ReactNode } from 'react';
import { Flex, Grid, Typography } from '@strapi/design-system';
import type { TestResult } from '../../../../contracts/test-send';
import { useText } from '../../hooks/useText';
import { CodeBlock } from '../CodeBlock';
import { ReasonText } from '../ReasonText';
import { DeliveryStatusBadge } from '../StatusBadge';

/** What the receiver answered to a test, or why it did not. */
export function TestAnswer({ result }: { result: TestResult }) {
  const t = useText();
  const ref = useRef<HTMLDivElement>(null);
  // The button that sent the test could not keep the focus while it waited: what follows is read from here.
  useEffect(() => ref.current?.focus(), []);
  const { status, responseCode, durationMs, reason, responseBody } = result;
  return (
    <Flex ref={ref} tabIndex={-1} direction="column" alignItems="stretch" gap={4} role="status">
      <Grid.Root gap={4} tag="dl">
        <Fact label={t('webhook-action.test.status')}>
          <DeliveryStatusBadge status={status} />
        </Fact>
        <Fact label={t('webhook-action.test.response-code')}>
          {responseCode ?? t('webhook-action.test.no-response')}
        </Fact>
        <Fact label={t('webhook-action.test.duration')}>
          {t('webhook-action.test.ms', { ms: Math.round(durationMs) })}
        </Fact>
      </Grid.Root>
      {reason === undefined ? null : (
        <Typography>
          <ReasonText reason={reason} />
        </Typography>
      )}
      {responseBody === '' ? (
        <Typography textColor="neutral600">{t('webhook-action.test.empty-body')}</Typography>
      ) : (
        <Flex direction="column" alignItems="stretch" gap={2}>
          <Typography variant="sigma" textColor="neutral600">
            {t('webhook-action.test.body')}
          </Typography>
          <CodeBlock text={responseBody} label={t('webhook-action.test.body')} />
        </Flex>
      )}
    </Flex>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Grid.Item col={3} s={6} xs={6} direction="column" alignItems="start" gap={1}>
      <Typography variant="sigma" textColor="neutral600" tag="dt">
        {label}
      </Typography>
      <Typography tag="dd">{children}</Typography>
    </Grid.Item>
  );
}
