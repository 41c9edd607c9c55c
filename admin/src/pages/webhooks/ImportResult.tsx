import type { ReactNode } from 'react';
import { Box, Flex, Typography } from '@strapi/design-system';
import type { StrapiImport } from '../../../../contracts/webhooks';
import { Notice } from '../../components/webhook-actions/Notice';
import { useText, type Text } from '../../hooks/useText';

/** What was taken over, what was not and why, and what was disabled. */
export function ImportResult({ result }: { result: StrapiImport }) {
  const t = useText();
  const { imported, skipped, disabledOriginals } = result;
  if (imported.length + skipped.length === 0) {
    return <Notice variant="success">{t('webhooks.import.none')}</Notice>;
  }
  return (
    <>
      <Notice variant="success">
        {t('webhooks.import.done', { count: imported.length })}{' '}
        {t('webhooks.import.disabled', { count: disabledOriginals.length })}
      </Notice>
      {imported.length === 0 ? null : (
        <Named title={t('webhooks.import.imported')}>
          {imported.map(({ id, name, skippedEvents, skippedHeaders }) => (
            <Line key={id} name={name}>
              {leftOut(t, 'events', skippedEvents)}
              {leftOut(t, 'headers', skippedHeaders)}
            </Line>
          ))}
        </Named>
      )}
      {skipped.length === 0 ? null : (
        <Named title={t('webhooks.import.skipped')}>
          {skipped.map(({ originalId, name, reason }) => (
            <Line key={originalId} name={name}>
              {reason === 'already imported' ? t('webhooks.import.already') : reason}
            </Line>
          ))}
        </Named>
      )}
    </>
  );
}

function leftOut(t: Text, what: 'events' | 'headers', names: readonly string[]): ReactNode {
  if (names.length === 0) return null;
  return <div>{t(`webhooks.import.without-${what}`, { names: names.join(', ') })}</div>;
}

function Named({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Box>
      <Typography variant="sigma" textColor="neutral600" tag="h3">
        {title}
      </Typography>
      <Flex tag="ul" direction="column" alignItems="stretch" gap={2} paddingTop={2}>
        {children}
      </Flex>
    </Box>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <li>
      <Typography fontWeight="bold">{name}</Typography>
      <Typography variant="pi" textColor="neutral600" tag="div">
        {children}
      </Typography>
    </li>
  );
}
