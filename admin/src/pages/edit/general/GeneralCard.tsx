import {
  Checkbox,
  Field,
  Grid,
  SingleSelect,
  SingleSelectOption,
  TextInput,
  Toggle,
} from '@strapi/design-system';
import {
  BODY_CONTENT_TYPES,
  HTTP_METHODS,
  type BodyContentType,
  type HttpMethod,
} from '../../../../../contracts/domain';
import { useText } from '../../../hooks/useText';
import { useEditField } from '../form/useEditForm';
import { Card } from '../../../components/Card';
import { EditField } from '../parts/EditField';

/** Who is told, and how the request is addressed. */
export function GeneralCard() {
  const t = useText();
  const method = useEditField('method');
  const contentType = useEditField('contentType');
  const enabled = useEditField('enabled');
  const verify = useEditField('verify');
  return (
    <Card title={t('edit.general.title')}>
      <Grid.Root gap={4}>
        <Cell>
          <TextField name="name" required />
        </Cell>
        <Cell>
          <TextField name="url" type="url" placeholder="https://" required />
        </Cell>
        <Cell>
          <TextField name="description" />
        </Cell>
        <Cell col={3}>
          <EditField name="method" label={t('edit.field.method')}>
            <SingleSelect
              value={method.value}
              onChange={(value) => method.onChange(value as HttpMethod)}
              disabled={method.disabled}
            >
              {HTTP_METHODS.map((one) => (
                <SingleSelectOption key={one} value={one}>
                  {one}
                </SingleSelectOption>
              ))}
            </SingleSelect>
          </EditField>
        </Cell>
        <Cell col={3}>
          <EditField name="contentType" label={t('edit.field.contentType')}>
            <SingleSelect
              value={contentType.value}
              onChange={(value) => contentType.onChange(value as BodyContentType)}
              disabled={contentType.disabled}
            >
              {BODY_CONTENT_TYPES.map((one) => (
                <SingleSelectOption key={one} value={one}>
                  {t(one === 'application/json' ? 'edit.json' : 'edit.form')}
                </SingleSelectOption>
              ))}
            </SingleSelect>
          </EditField>
        </Cell>
        <Cell>
          <EditField
            name="enabled"
            label={t('edit.field.enabled')}
            hint={t('edit.field.enabled.hint')}
          >
            <Toggle
              onLabel={t('edit.on')}
              offLabel={t('edit.off')}
              checked={enabled.value}
              disabled={enabled.disabled}
              onChange={(event) => enabled.onChange(event.target.checked)}
            />
          </EditField>
        </Cell>
        {verify.isReadOnly ? null : (
          <Cell>
            <Field.Root name="verify" hint={t('edit.field.verify.hint')}>
              <Field.Label>{t('edit.field.verify.group')}</Field.Label>
              <Checkbox
                checked={verify.value}
                disabled={verify.disabled}
                onCheckedChange={(checked) => verify.onChange(checked === true)}
              >
                {t('edit.field.verify')}
              </Checkbox>
              <Field.Hint />
            </Field.Root>
          </Cell>
        )}
      </Grid.Root>
    </Card>
  );
}

function Cell({ col = 6, children }: { col?: number; children: React.ReactNode }) {
  return (
    <Grid.Item col={col} s={col} xs={12} direction="column" alignItems="stretch">
      {children}
    </Grid.Item>
  );
}

interface TextFieldProps {
  name: 'name' | 'url' | 'description';
  type?: string;
  placeholder?: string;
  required?: boolean;
}

function TextField({ name, required, ...props }: TextFieldProps) {
  const t = useText();
  const { value, onChange, disabled } = useEditField(name);
  return (
    <EditField name={name} label={t(`edit.field.${name}`)} required={required}>
      <TextInput
        {...props}
        value={value}
        disabled={disabled}
        onChange={(event) => onChange(event.target.value)}
      />
    </EditField>
  );
}
