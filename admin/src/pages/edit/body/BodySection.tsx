import { Checkbox, Flex, Radio, TextInput, Typography } from '@strapi/design-system';
import { BODY_FORMATS, type BodyFormat } from '../../../../../contracts/domain';
import { useText } from '../../../hooks/useText';
import { MatchLine } from '../events/MatchLine';
import { useEditField } from '../form/useEditForm';
import { Card } from '../../../components/Card';
import { CodeArea } from '../parts/CodeArea';
import { EditField } from '../parts/EditField';

/** What is told of an event, and of which events. */
export function BodySection() {
  const t = useText();
  return (
    <>
      <Card title={t('edit.body.title')} lead={t('edit.body.lead')}>
        <Format />
        <Flex gap={6} wrap="wrap">
          <Flag name="includePrevious" />
          <Flag name="includeActor" />
        </Flex>
        <Fields />
        <CodeField name="populate" placeholder="author, cover" />
      </Card>
      <Card title={t('edit.condition.title')} lead={t('edit.condition.lead')}>
        <CodeField
          name="condition"
          placeholder={'{ "entry": { "title": { "$contains": "news" } } }'}
        />
        <MatchLine />
      </Card>
      <Card title={t('edit.transform.title')} lead={t('edit.transform.lead')}>
        <CodeField name="transform" placeholder={'{ "text": "New: " & entry.title }'} />
      </Card>
    </>
  );
}

function Format() {
  const t = useText();
  const { value, onChange, disabled } = useEditField('format');
  return (
    <Radio.Group
      aria-label={t('edit.field.format')}
      value={value}
      disabled={disabled}
      onValueChange={(format) => onChange(format as BodyFormat)}
    >
      {BODY_FORMATS.map((format) => (
        <Radio.Item key={format} value={format}>
          <Typography fontWeight="bold">{t(`edit.format.${format}`)}</Typography>{' '}
          <Typography textColor="neutral600">{t(`edit.format.${format}.hint`)}</Typography>
        </Radio.Item>
      ))}
    </Radio.Group>
  );
}

function Flag({ name }: { name: 'includePrevious' | 'includeActor' }) {
  const t = useText();
  const { value, onChange, disabled } = useEditField(name);
  return (
    <Checkbox
      checked={value}
      disabled={disabled}
      onCheckedChange={(checked) => onChange(checked === true)}
    >
      {t(`edit.field.${name}`)}
    </Checkbox>
  );
}

function Fields() {
  const t = useText();
  const { value, onChange, disabled } = useEditField('fields');
  return (
    <EditField name="fields" label={t('edit.field.fields')} hint={t('edit.field.fields.hint')}>
      <TextInput
        value={value}
        disabled={disabled}
        placeholder="title, slug"
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => onChange(event.target.value)}
      />
    </EditField>
  );
}

interface CodeFieldProps {
  name: 'populate' | 'condition' | 'transform';
  placeholder: string;
}

function CodeField({ name, placeholder }: CodeFieldProps) {
  const t = useText();
  const field = useEditField(name);
  return (
    <EditField name={name} label={t(`edit.field.${name}`)} hint={t(`edit.field.${name}.hint`)}>
      <CodeArea
        value={field.value}
        onChange={field.onChange}
        disabled={field.disabled}
        placeholder={placeholder}
      />
    </EditField>
  );
}
