import { MultiSelect, MultiSelectOption, Radio, Typography } from '@strapi/design-system';
import type { FindEventTypesResponse } from '../../../../../contracts/events';
import { useText } from '../../../hooks/useText';
import { useEditField } from '../form/useEditForm';
import { Card } from '../../../components/Card';
import { EditField } from '../parts/EditField';
import { ErrorGroup } from '../parts/ErrorGroup';
import { EventGrid } from './EventGrid';
import { MatchLine } from './MatchLine';
import { OtherEvents } from './OtherEvents';

/** What the webhook is told of: the chosen events, each of all the chosen content types. */
export function EventsCard({ catalogue }: { catalogue: FindEventTypesResponse }) {
  const t = useText();
  const isEveryType = useEditField('isEveryType');
  return (
    <Card title={t('edit.events.title')} lead={t('edit.events.lead')}>
      <ErrorGroup name="events" label={t('edit.events.title')}>
        <ErrorGroup name="contentTypes" label={t('edit.events.content-types')}>
          <Radio.Group
            aria-label={t('edit.events.content-types')}
            value={isEveryType.value ? 'all' : 'some'}
            disabled={isEveryType.disabled}
            orientation="horizontal"
            style={{ flexFlow: 'row wrap', columnGap: '2.4rem' }}
            onValueChange={(value) => isEveryType.onChange(value === 'all')}
          >
            <Radio.Item value="all">{t('edit.events.every-type')}</Radio.Item>
            <Radio.Item value="some">{t('edit.events.some-types')}</Radio.Item>
          </Radio.Group>
          <EventGrid catalogue={catalogue} />
        </ErrorGroup>
        <Locales known={catalogue.meta.locales} />
        <OtherEvents types={catalogue.data} />
      </ErrorGroup>
      <MatchLine />
    </Card>
  );
}

/** Not there where nothing is localized. */
function Locales({ known }: { known: readonly string[] }) {
  const t = useText();
  const { value, onChange, disabled } = useEditField('locales');
  const locales = [...new Set([...known, ...value])];
  if (locales.length === 0) return null;
  return (
    <EditField name="locales" label={t('edit.field.locales')} hint={t('edit.field.locales.hint')}>
      <MultiSelect
        value={value}
        disabled={disabled}
        placeholder={t('edit.field.locales.all')}
        withTags
        onChange={onChange}
        onClear={() => onChange([])}
        clearLabel={t('edit.clear')}
      >
        {locales.map((locale) => (
          <MultiSelectOption key={locale} value={locale}>
            {locale}
            {known.includes(locale) ? null : (
              <Typography textColor="neutral600"> {t('edit.events.gone')}</Typography>
            )}
          </MultiSelectOption>
        ))}
      </MultiSelect>
    </EditField>
  );
}
