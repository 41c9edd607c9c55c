import { Grid, NumberInput, SingleSelect, SingleSelectOption } from '@strapi/design-system';
import { ORDERINGS, type Ordering } from '../../../../../contracts/domain';
import { useText } from '../../../hooks/useText';
import { useEditField } from '../form/useEditForm';
import { Card } from '../../../components/Card';
import { EditField } from '../parts/EditField';

const RETRIES = ['maxAttempts', 'timeoutMs'] as const;
const LIMITS = ['rateLimitPerSecond', 'concurrency'] as const;

/** How often, how fast and in which order the receiver is told. */
export function DeliverySection() {
  const t = useText();
  return (
    <>
      <Card title={t('edit.retries.title')} lead={t('edit.retries.lead')}>
        <Grid.Root gap={4}>
          {RETRIES.map((name) => (
            <NumberField key={name} name={name} />
          ))}
        </Grid.Root>
      </Card>
      <Card title={t('edit.limits.title')} lead={t('edit.limits.lead')}>
        <Grid.Root gap={4}>
          {LIMITS.map((name) => (
            <NumberField key={name} name={name} />
          ))}
        </Grid.Root>
      </Card>
      <Card title={t('edit.order.title')} lead={t('edit.order.lead')}>
        <Grid.Root gap={4}>
          <OrderingField />
          <NumberField name="coalesceMs" />
        </Grid.Root>
      </Card>
    </>
  );
}

type NumberName = (typeof RETRIES)[number] | (typeof LIMITS)[number] | 'coalesceMs';

function NumberField({ name }: { name: NumberName }) {
  const t = useText();
  const { value, onChange, disabled } = useEditField(name);
  return (
    <Grid.Item col={6} s={6} xs={12} alignItems="flex-start">
      <EditField name={name} label={t(`edit.field.${name}`)} hint={t(`edit.field.${name}.hint`)}>
        <NumberInput
          value={value ?? undefined}
          disabled={disabled}
          placeholder={t(
            name === 'rateLimitPerSecond' || name === 'coalesceMs' ? 'edit.off' : 'edit.default'
          )}
          onValueChange={(next) => onChange(next ?? null)}
        />
      </EditField>
    </Grid.Item>
  );
}

function OrderingField() {
  const t = useText();
  const { value, onChange, disabled } = useEditField('ordering');
  return (
    <Grid.Item col={6} s={6} xs={12} alignItems="flex-start">
      <EditField
        name="ordering"
        label={t('edit.field.ordering')}
        hint={t(`edit.ordering.${value}.hint`)}
      >
        <SingleSelect
          value={value}
          disabled={disabled}
          onChange={(next) => onChange(next as Ordering)}
        >
          {ORDERINGS.map((ordering) => (
            <SingleSelectOption key={ordering} value={ordering}>
              {t(`edit.ordering.${ordering}`)}
            </SingleSelectOption>
          ))}
        </SingleSelect>
      </EditField>
    </Grid.Item>
  );
}
