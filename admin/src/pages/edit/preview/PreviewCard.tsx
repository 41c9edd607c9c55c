import { Flex, Loader, Typography } from '@strapi/design-system';
import type { EventTypeInfo } from '../../../../../contracts/events';
import { useText } from '../../../hooks/useText';
import { useDraft } from '../draft/DraftProvider';
import { Card } from '../../../components/Card';
import { CalmError } from '../parts/EditField';
import { RequestView } from './RequestView';
import { SubjectFields, type SubjectFieldsProps } from './SubjectFields';

export type PreviewCardProps = Pick<SubjectFieldsProps, 'contentTypes'> & {
  catalogue: readonly EventTypeInfo[];
};

/** The exact request for a real entry, as what is on the form would have it. */
export function PreviewCard(props: PreviewCardProps) {
  const t = useText();
  const { preview, isPreviewStale, previewErrors } = useDraft();
  return (
    <Card title={t('edit.preview.title')} lead={t('edit.preview.lead')}>
      <SubjectFields {...props} />
      {previewErrors.map((message) => (
        <CalmError key={message} message={message} />
      ))}
      {preview !== null ? <RequestView preview={preview} isStale={isPreviewStale} /> : null}
      {preview === null && previewErrors.length === 0 ? (
        <Flex justifyContent="center" padding={4}>
          {isPreviewStale ? (
            <Loader small>{t('edit.preview.loading')}</Loader>
          ) : (
            <Typography textColor="neutral600">{t('edit.preview.needs')}</Typography>
          )}
        </Flex>
      ) : null}
    </Card>
  );
}
