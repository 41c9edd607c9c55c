import { Button, Flex, Typography } from '@strapi/design-system';
import { Plus } from '@strapi/icons';
import { useText } from '../../../hooks/useText';
import { useEditField } from '../form/useEditForm';
import type { HeaderRow } from '../form/values';
import { Card } from '../../../components/Card';
import { ErrorGroup } from '../parts/ErrorGroup';
import { HeaderRowFields } from './HeaderRowFields';

/** Headers of the webhook's own, beside those that the site and every delivery have. */
export function HeadersSection() {
  const t = useText();
  const { value: rows, onChange, disabled, isReadOnly } = useEditField('headers');
  const add = () => {
    const key = Math.max(-1, ...rows.map((row) => row.key)) + 1;
    onChange([...rows, { key, name: '', value: '', secret: false, storedAs: null }]);
  };
  const change = (index: number, row: HeaderRow) => onChange(rows.with(index, row));
  const remove = (index: number) => onChange(rows.toSpliced(index, 1));
  return (
    <Card title={t('edit.headers.title')} lead={t('edit.headers.lead')}>
      <ErrorGroup name="headers" label={t('edit.headers.title')}>
        {rows.length === 0 ? (
          <Typography textColor="neutral600">{t('edit.headers.none')}</Typography>
        ) : null}
        {rows.map((row, index) => (
          <HeaderRowFields
            key={row.key}
            row={row}
            index={index}
            disabled={disabled}
            isReadOnly={isReadOnly}
            onChange={(changed) => change(index, changed)}
            onRemove={() => remove(index)}
          />
        ))}
      </ErrorGroup>
      {isReadOnly ? null : (
        <Flex>
          <Button variant="secondary" startIcon={<Plus />} disabled={disabled} onClick={add}>
            {t('edit.headers.add')}
          </Button>
        </Flex>
      )}
      <Typography variant="pi" textColor="neutral600" tag="p">
        {t('edit.headers.default')}
      </Typography>
      <Typography variant="pi" textColor="neutral600" tag="p">
        {t('edit.headers.reserved')}
      </Typography>
    </Card>
  );
}
