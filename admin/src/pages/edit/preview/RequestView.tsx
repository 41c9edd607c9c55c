import { useMemo, useState } from 'react';
import { Box, Flex, TextButton, Typography } from '@strapi/design-system';
import type { TestPreview } from '../../../../../contracts/test-send';
import { CodeBlock } from '../../../components/CodeBlock';
import { useText } from '../../../hooks/useText';
import { prettyBody } from './pretty';

/** Method, URL, headers and body, as they would be sent. */
export function RequestView({ preview, isStale }: { preview: TestPreview; isStale: boolean }) {
  const t = useText();
  const [isExact, setIsExact] = useState(false);
  const { method, url, body, subject } = preview;
  const headers = useMemo(() => headersText(preview.headers), [preview.headers]);
  const pretty = useMemo(() => prettyBody(body), [body]);
  return (
    <Box aria-busy={isStale} style={{ opacity: isStale ? 0.6 : 1 }} width="100%">
      <Flex direction="column" alignItems="stretch" gap={3}>
        <Typography variant="pi" textColor="neutral600" tag="p">
          {t(`edit.preview.subject.${subject}`, { id: preview.documentId ?? '' })}
        </Typography>
        <Typography tag="p" style={{ overflowWrap: 'anywhere' }}>
          <Typography fontWeight="bold">{method}</Typography> {url}
        </Typography>
        <Typography variant="sigma" textColor="neutral600" tag="h3">
          {t('edit.preview.headers')}
        </Typography>
        <CodeBlock text={headers} label={t('edit.preview.headers')} />
        <Flex justifyContent="space-between">
          <Typography variant="sigma" textColor="neutral600" tag="h3">
            {t('edit.preview.body')}
          </Typography>
          {pretty === null ? null : (
            <TextButton onClick={() => setIsExact(!isExact)}>
              {t(isExact ? 'edit.preview.pretty' : 'edit.preview.exact')}
            </TextButton>
          )}
        </Flex>
        <CodeBlock
          text={isExact || pretty === null ? body : pretty}
          label={t('edit.preview.body')}
        />
      </Flex>
    </Box>
  );
}

function headersText(headers: Record<string, string>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}
