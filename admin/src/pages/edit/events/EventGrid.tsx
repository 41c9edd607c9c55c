import { useCallback, useMemo, useState } from 'react';
import { Box, Checkbox, Flex, TextButton, TextInput, Typography } from '@strapi/design-system';
import { Search } from '@strapi/icons';
import { useForm } from '@strapi/strapi/admin';
import { styled } from 'styled-components';
import { ENTRY_EVENT_TYPES } from '../../../../../contracts/domain';
import type { FindEventTypesResponse } from '../../../../../contracts/events';
import { useText } from '../../../hooks/useText';
import { useEditField } from '../form/useEditForm';
import type { FormValues } from '../form/values';
import { ContentTypeRow } from './ContentTypeRow';
import { hears, toggled } from './patterns';
import { found, rowsOf } from './rows';

/** From here on it is worth looking for one. */
const SEARCHED_FROM = 6;

/** Columns are chosen for all rows and rows for all columns: a cell shows what comes of the two. */
export function EventGrid({ catalogue }: { catalogue: FindEventTypesResponse }) {
  const t = useText();
  const [search, setSearch] = useState('');
  const events = useEditField('events');
  const isEveryType = useEditField('isEveryType').value;
  const contentTypes = useEditField('contentTypes');
  const rows = useMemo(
    () => rowsOf(catalogue, contentTypes.value),
    [catalogue, contentTypes.value]
  );
  const shown = found(rows, search);
  const heard = useMemo(
    () => ENTRY_EVENT_TYPES.filter((type) => hears(events.value, type)),
    [events.value]
  );
  const choose = useChooseType();
  const chooseShown = () =>
    contentTypes.onChange([...new Set([...contentTypes.value, ...shown.map(({ uid }) => uid)])]);

  return (
    <Flex direction="column" alignItems="stretch" gap={3}>
      <Flex gap={4} justifyContent="space-between" wrap="wrap">
        <Checkbox
          checked={events.value.includes('entry.*')}
          disabled={events.disabled}
          onCheckedChange={() => events.onChange(toggled(events.value, 'entry.*'))}
        >
          {t('edit.events.every-entry-event')}
        </Checkbox>
        {isEveryType || contentTypes.isReadOnly ? null : (
          <Flex gap={4}>
            <TextButton disabled={contentTypes.disabled} onClick={chooseShown}>
              {t('edit.events.choose-all')}
            </TextButton>
            <TextButton disabled={contentTypes.disabled} onClick={() => contentTypes.onChange([])}>
              {t('edit.events.choose-none')}
            </TextButton>
          </Flex>
        )}
      </Flex>
      {rows.length < SEARCHED_FROM ? null : (
        <TextInput
          size="S"
          type="search"
          aria-label={t('edit.events.search')}
          placeholder={t('edit.events.search')}
          startAction={<Search aria-hidden fill="neutral500" />}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          // The form is not meant to be sent from here.
          onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
        />
      )}
      <Scrolled tabIndex={0} role="region" aria-label={t('edit.events.grid')}>
        <Grid>
          <thead>
            <tr>
              <th scope="col">
                <Typography variant="sigma" textColor="neutral600">
                  {t('edit.events.content-type')}
                </Typography>
              </th>
              {ENTRY_EVENT_TYPES.map((type) => (
                <th key={type} scope="col" title={type}>
                  <Checkbox
                    checked={heard.includes(type)}
                    disabled={events.disabled}
                    onCheckedChange={() => events.onChange(toggled(events.value, type))}
                  >
                    {t(`edit.event.${type}`)}
                  </Checkbox>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <ContentTypeRow
                key={row.uid}
                row={row}
                heard={heard}
                isChosen={isEveryType || contentTypes.value.includes(row.uid)}
                isFixed={isEveryType || contentTypes.disabled}
                onChoose={choose}
              />
            ))}
          </tbody>
        </Grid>
        {shown.length > 0 ? null : (
          <Box padding={4}>
            <Typography textColor="neutral600">{t('edit.events.none-found')}</Typography>
          </Box>
        )}
      </Scrolled>
    </Flex>
  );
}

/** Always the same function, so that of hundreds of rows one is drawn anew. */
function useChooseType() {
  const getValues = useForm('EventGrid', ({ getValues }) => getValues);
  const change = useForm('EventGrid', ({ onChange }) => onChange);
  return useCallback(
    (uid: string, isChosen: boolean) => {
      const others = (getValues() as FormValues).contentTypes.filter((chosen) => chosen !== uid);
      change('contentTypes', isChosen ? [...others, uid] : others);
    },
    [change, getValues]
  );
}

/** Many types scroll below the head of the grid. */
const Scrolled = styled.div`
  max-height: 40rem;
  overflow: auto;
  border: 1px solid ${({ theme }) => theme.colors.neutral200};
  border-radius: ${({ theme }) => theme.borderRadius};
`;

const Grid = styled.table`
  width: 100%;
  border-collapse: separate;
  border-spacing: 0;
  th,
  td {
    padding: ${({ theme }) => `${theme.spaces[2]} ${theme.spaces[3]}`};
    text-align: left;
    white-space: nowrap;
    vertical-align: middle;
  }
  thead th {
    position: sticky;
    top: 0;
    z-index: 1;
    background: ${({ theme }) => theme.colors.neutral100};
  }
  tbody th {
    font-weight: inherit;
  }
  tbody th,
  tbody td {
    border-top: 1px solid ${({ theme }) => theme.colors.neutral150};
  }
`;
