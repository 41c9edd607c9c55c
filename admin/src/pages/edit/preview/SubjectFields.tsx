import { Field, Grid, SingleSelect, SingleSelectOption, TextInput } from '@strapi/design-system';
import type { ContentTypeInfo, EventTypeInfo } from '../../../../../contracts/events';
import { useText } from '../../../hooks/useText';
import { useDraft } from '../draft/DraftProvider';
import { possibleEvents, possibleTypes, type Subject } from '../draft/subject';
import { useFormValues } from '../form/useEditForm';

/** Stands for what is left to the server: a select takes no empty value. */
const ANY = 'any';

export interface SubjectFieldsProps {
  catalogue: readonly EventTypeInfo[];
  contentTypes: readonly ContentTypeInfo[];
}

/** Which event of which entry a preview and a test tell of. */
export function SubjectFields({ catalogue, contentTypes }: SubjectFieldsProps) {
  const t = useText();
  const { subject, setSubject } = useDraft();
  const values = useFormValues();
  const events = possibleEvents(values.events);
  const uids = possibleTypes(subject, values, catalogue);
  const set = (part: Partial<Subject>) => setSubject({ ...subject, ...part });
  const nameOf = (uid: string) => contentTypes.find((type) => type.uid === uid)?.displayName ?? uid;
  return (
    <Grid.Root gap={3}>
      <Grid.Item col={6} xs={12} alignItems="flex-start">
        <Field.Root name="preview-event" width="100%">
          <Field.Label>{t('edit.preview.event')}</Field.Label>
          <SingleSelect
            size="S"
            value={events.find((event) => event === subject.event) ?? ANY}
            onChange={(value) =>
              set({ event: events.find((event) => event === value) ?? '', uid: '' })
            }
          >
            <SingleSelectOption value={ANY}>{t('edit.preview.first-event')}</SingleSelectOption>
            {events.map((event) => (
              <SingleSelectOption key={event} value={event}>
                {event}
              </SingleSelectOption>
            ))}
          </SingleSelect>
        </Field.Root>
      </Grid.Item>
      <Grid.Item col={6} xs={12} alignItems="flex-start">
        <Field.Root name="preview-uid" width="100%">
          <Field.Label>{t('edit.events.content-type')}</Field.Label>
          <SingleSelect
            size="S"
            value={uids.includes(subject.uid) ? subject.uid : ANY}
            disabled={uids.length === 0}
            onChange={(value) => set({ uid: value === ANY ? '' : String(value) })}
          >
            <SingleSelectOption value={ANY}>{t('edit.preview.first-type')}</SingleSelectOption>
            {uids.map((uid) => (
              <SingleSelectOption key={uid} value={uid}>
                {nameOf(uid)}
              </SingleSelectOption>
            ))}
          </SingleSelect>
        </Field.Root>
      </Grid.Item>
      <Grid.Item col={12} alignItems="flex-start">
        <Field.Root name="preview-document" width="100%">
          <Field.Label>{t('edit.preview.document')}</Field.Label>
          <TextInput
            size="S"
            value={subject.documentId}
            placeholder={t('edit.preview.newest')}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => set({ documentId: event.target.value })}
            onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
          />
        </Field.Root>
      </Grid.Item>
    </Grid.Root>
  );
}
