import { useEffect, useRef } from 'react';
import { Box, Flex, IconButton, Loader, Typography } from '@strapi/design-system';
import { Cross } from '@strapi/icons';
import type { TestResult } from '../../../../../contracts/test-send';
import { CodeBlock } from '../../../components/CodeBlock';
import { ReasonText, reasonHint } from '../../../components/ReasonText';
import { DeliveryStatusBadge } from '../../../components/StatusBadge';
import { useText } from '../../../hooks/useText';
import { prettyBody } from '../preview/pretty';

export interface TestPanelProps {
  isSending: boolean;
  result: TestResult | null;
  onClose(): void;
}

/** What came of a test that was sent. */
export function TestPanel({ isSending, result, onClose }: TestPanelProps) {
  const t = useText();
  // Of an answer there is more to see below than there is to say.
  const reason = isSending || result?.responseCode !== null ? undefined : result.reason;
  const hint = reason === undefined ? null : reasonHint(reason, t);
  const place = useRef<HTMLElement>(null);
  // It may be asked for from far below.
  useEffect(() => {
    // In some browsers it gives back a promise, which an effect must not.
    void place.current?.scrollIntoView({ block: 'nearest' });
  }, [isSending]);
  return (
    <Box
      ref={place}
      tag="section"
      aria-label={t('edit.test.title')}
      background="neutral0"
      shadow="filterShadow"
      hasRadius
      padding={4}
      style={{ scrollMarginTop: '7.2rem' }}
    >
      <Flex justifyContent="space-between" alignItems="center">
        <Flex gap={3} role="status" wrap="wrap">
          <Typography variant="delta" tag="h2">
            {t('edit.test.title')}
          </Typography>
          {isSending ? <Loader small>{t('edit.test.sending')}</Loader> : null}
          {result === null || isSending ? null : <Outcome result={result} />}
        </Flex>
        <IconButton label={t('edit.close')} variant="ghost" onClick={onClose}>
          <Cross />
        </IconButton>
      </Flex>
      {hint === null ? null : (
        <Typography variant="pi" textColor="neutral600" tag="p" paddingTop={2}>
          {hint}
        </Typography>
      )}
      {result === null || isSending || result.responseBody === '' ? null : (
        <Box paddingTop={3}>
          <CodeBlock
            text={prettyBody(result.responseBody) ?? result.responseBody}
            label={t('edit.test.answer')}
          />
        </Box>
      )}
    </Box>
  );
}

function Outcome({ result: { status, responseCode, durationMs, reason } }: { result: TestResult }) {
  const t = useText();
  return (
    <>
      <DeliveryStatusBadge status={status} />
      {responseCode === null ? null : (
        <Typography>{t('edit.test.code', { code: String(responseCode) })}</Typography>
      )}
      <Typography>{t('edit.test.duration', { ms: durationMs })}</Typography>
      {reason === undefined ? null : (
        <Typography textColor="danger600">
          <ReasonText reason={reason} />
        </Typography>
      )}
    </>
  );
}
