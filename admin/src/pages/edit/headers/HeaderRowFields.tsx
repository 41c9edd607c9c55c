import { Box, Checkbox, Flex, Grid, IconButton, TextInput } from '@strapi/design-system';
import { Trash } from '@strapi/icons';
import { useText } from '../../../hooks/useText';
import { keepsValue } from '../form/input';
import type { HeaderRow } from '../form/values';
import { EditField } from '../parts/EditField';
import { SecretInput } from '../secret/SecretInput';

export interface HeaderRowFieldsProps {
  row: HeaderRow;
  index: number;
  disabled: boolean;
  isReadOnly: boolean;
  onChange(row: HeaderRow): void;
  onRemove(): void;
}

export function HeaderRowFields({
  row,
  index,
  disabled,
  isReadOnly,
  onChange,
  onRemove,
}: HeaderRowFieldsProps) {
  const t = useText();
  const path = `headers.${index}`;
  const number = index + 1;
  return (
    <Box role="group" aria-label={t('edit.headers.row', { number })}>
      <Grid.Root gap={2}>
        <Grid.Item col={5} s={5} xs={12} alignItems="flex-start">
          <EditField name={`${path}.name`} label={t('edit.headers.name')}>
            <TextInput
              value={row.name}
              disabled={disabled}
              spellCheck={false}
              autoComplete="off"
              onChange={(event) => onChange({ ...row, name: event.target.value })}
            />
          </EditField>
        </Grid.Item>
        <Grid.Item col={6} s={6} xs={10} alignItems="flex-start">
          <EditField name={`${path}.value`} label={t('edit.headers.value')}>
            {row.secret ? (
              <SecretInput
                value={row.value}
                disabled={disabled}
                placeholder={keepsValue(row) ? t('edit.headers.kept') : ''}
                onChange={(value) => onChange({ ...row, value })}
              />
            ) : (
              <TextInput
                value={row.value}
                disabled={disabled}
                spellCheck={false}
                autoComplete="off"
                onChange={(event) => onChange({ ...row, value: event.target.value })}
              />
            )}
          </EditField>
        </Grid.Item>
        <Grid.Item col={1} s={1} xs={2} alignItems="flex-start" paddingTop={6}>
          {isReadOnly ? null : (
            <IconButton
              label={t('edit.headers.remove', { name: row.name || String(number) })}
              variant="ghost"
              disabled={disabled}
              onClick={onRemove}
            >
              <Trash />
            </IconButton>
          )}
        </Grid.Item>
      </Grid.Root>
      <Flex paddingTop={2}>
        <Checkbox
          checked={row.secret}
          disabled={disabled}
          onCheckedChange={(checked) => onChange({ ...row, secret: checked === true })}
        >
          {t('edit.headers.secret')}
        </Checkbox>
      </Flex>
    </Box>
  );
}
