import { Flex, Typography } from '@strapi/design-system';
import type { Attempt } from '../../../../contracts/domain';
import { CodeBlock } from '../../components/CodeBlock';
import { useText } from '../../hooks/useText';
import { BodyView } from './BodyView';
import { HeadersTable } from './HeadersTable';
import { headerOf } from './pretty-body';

/** What came back; where nothing did, what the system said. */
export function AttemptAnswer({ attempt }: { attempt: Attempt }) {
  const t = useText();
  const { responseCode, responseHeaders, responseBody } = attempt;
  if (responseCode === null) {
    return (
      <Flex paddingTop={3}>
        <CodeBlock text={responseBody} label={t('delivery.attempt.message')} />
      </Flex>
    );
  }
  return (
    <Flex direction="column" alignItems="stretch" gap={3} paddingTop={3}>
      {responseBody === '' ? (
        <Typography variant="pi" textColor="neutral600">
          {t('delivery.attempt.empty')}
        </Typography>
      ) : (
        <BodyView
          body={responseBody}
          contentType={headerOf(responseHeaders, 'content-type')}
          label={t('delivery.attempt.body')}
        />
      )}
      {Object.keys(responseHeaders).length === 0 ? null : (
        <HeadersTable headers={responseHeaders} label={t('delivery.attempt.headers')} />
      )}
    </Flex>
  );
}
