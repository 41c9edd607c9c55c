import { memo } from 'react';
import { Checkbox, Flex, Typography, VisuallyHidden } from '@strapi/design-system';
import { Check } from '@strapi/icons';
import { ENTRY_EVENT_TYPES, type EntryEventType } from '../../../../../contracts/domain';
import { useText } from '../../../hooks/useText';
import type { GridRow } from './rows';

export interface ContentTypeRowProps {
  row: GridRow;
  /** The events that are chosen. */
  heard: readonly EntryEventType[];
  isChosen: boolean;
  /** All are chosen, or nothing may be. */
  isFixed: boolean;
  onChoose(uid: string, isChosen: boolean): void;
}

export const ContentTypeRow = memo(function ContentTypeRow(props: ContentTypeRowProps) {
  const t = useText();
  const { row, heard, isChosen, isFixed } = props;
  return (
    <tr>
      <th scope="row" title={row.uid}>
        <Flex direction="column" alignItems="flex-start">
          <Checkbox
            checked={isChosen}
            disabled={isFixed}
            onCheckedChange={(checked) => props.onChoose(row.uid, checked === true)}
          >
            {row.name}
          </Checkbox>
          {row.isGone ? (
            <Typography variant="pi" textColor="danger600">
              {t('edit.events.gone')}
            </Typography>
          ) : null}
        </Flex>
      </th>
      {ENTRY_EVENT_TYPES.map((type) => (
        <td key={type}>
          <Cell
            isPossible={row.possible.includes(type)}
            isHeard={isChosen && heard.includes(type)}
          />
        </td>
      ))}
    </tr>
  );
});

function Cell({ isPossible, isHeard }: { isPossible: boolean; isHeard: boolean }) {
  const t = useText();
  if (!isPossible) {
    return (
      <Typography textColor="neutral500" title={t('edit.events.impossible')}>
        <span aria-hidden>–</span>
        <VisuallyHidden>{t('edit.events.impossible')}</VisuallyHidden>
      </Typography>
    );
  }
  if (!isHeard) return null;
  return (
    <>
      <Check aria-hidden fill="success600" width="1.6rem" height="1.6rem" />
      <VisuallyHidden>{t('edit.events.heard')}</VisuallyHidden>
    </>
  );
}
