import { useRef } from 'react';
import { Button, Flex, SingleSelect, SingleSelectOption, Typography } from '@strapi/design-system';
import { ArrowLeft, ArrowRight } from '@strapi/icons';
import { useText } from '../../hooks/useText';
import { PAGE_SIZES } from './params';

interface Props {
  pageSize: number;
  isFirstPage: boolean;
  nextCursor: string | null;
  onPageSize(size: number): void;
  onNext(cursor: string): void;
  onNewest(): void;
}

/** A list that grows at its beginning has no page numbers: one goes on, or back to the newest. */
export function KeysetPages(props: Props) {
  const { pageSize, isFirstPage, nextCursor, onPageSize, onNext, onNewest } = props;
  const t = useText();
  const nav = useRef<HTMLElement>(null);
  // The button goes with the press, and its focus would be lost.
  const toNewest = () => {
    nav.current?.focus();
    onNewest();
  };
  return (
    <Flex justifyContent="space-between" alignItems="center" wrap="wrap" gap={2} paddingTop={4}>
      <Flex gap={2}>
        <SingleSelect
          size="S"
          aria-label={t('deliveries.page-size')}
          value={String(pageSize)}
          onChange={(size) => onPageSize(Number(size))}
        >
          {PAGE_SIZES.map((size) => (
            <SingleSelectOption key={size} value={String(size)}>
              {size}
            </SingleSelectOption>
          ))}
        </SingleSelect>
        <Typography textColor="neutral600" aria-hidden>
          {t('deliveries.page-size')}
        </Typography>
      </Flex>
      <Flex tag="nav" ref={nav} tabIndex={-1} aria-label={t('deliveries.pages')} gap={2}>
        {isFirstPage ? null : (
          <Button variant="tertiary" startIcon={<ArrowLeft />} onClick={toNewest}>
            {t('deliveries.newest')}
          </Button>
        )}
        <Button
          variant="tertiary"
          endIcon={<ArrowRight />}
          disabled={nextCursor === null}
          onClick={nextCursor === null ? undefined : () => onNext(nextCursor)}
        >
          {t('deliveries.next')}
        </Button>
      </Flex>
    </Flex>
  );
}
