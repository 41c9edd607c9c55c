import { useId, useState } from 'react';
import { Badge as Code, Box, Flex, IconButton, Typography } from '@strapi/design-system';
import { ChevronDown, ChevronUp } from '@strapi/icons';
import { styled } from 'styled-components';
import type { OutcomeKind } from '../../../../contracts/domain';
import { ReasonText } from '../../components/ReasonText';
import { RelativeTime } from '../../components/RelativeTime';
import { Badge } from '../../components/StatusBadge';
import { useFigures } from '../../hooks/useFigures';
import { useText } from '../../hooks/useText';
import { AttemptAnswer } from './AttemptAnswer';
import { hasAnswer, type AnyAttempt } from './payload';

const VARIANTS = {
  delivered: 'success',
  retry: 'warning',
  failed: 'danger',
  gone: 'danger',
} as const satisfies Record<OutcomeKind, string>;

/** A point on the line, and the line on to the next. */
const Item = styled.li<{ $color: 'success' | 'warning' | 'danger'; $isLast: boolean }>`
  position: relative;
  padding-inline-start: 2.8rem;
  padding-block-end: ${({ theme, $isLast }) => ($isLast ? 0 : theme.spaces[5])};

  &::before {
    content: '';
    position: absolute;
    inset-inline-start: 0.2rem;
    inset-block-start: 0.8rem;
    width: 1.2rem;
    height: 1.2rem;
    border-radius: 50%;
    background: ${({ theme, $color }) => theme.colors[`${$color}500`]};
  }

  &::after {
    content: '';
    display: ${({ $isLast }) => ($isLast ? 'none' : 'block')};
    position: absolute;
    inset-inline-start: 0.7rem;
    inset-block: 2.4rem -0.4rem;
    width: 0.2rem;
    background: ${({ theme }) => theme.colors.neutral200};
  }
`;

interface Props {
  attempt: AnyAttempt;
  isOpenAtFirst: boolean;
  isLast: boolean;
}

export function AttemptItem({ attempt, isOpenAtFirst, isLast }: Props) {
  const t = useText();
  const { duration } = useFigures();
  const [isOpen, setIsOpen] = useState(isOpenAtFirst);
  const answerId = useId();
  const { number, at, durationMs, outcome, reason, responseCode } = attempt;
  return (
    <Item $color={VARIANTS[outcome]} $isLast={isLast}>
      <Flex gap={3} wrap="wrap" alignItems="center" minHeight="3.2rem">
        <Typography tag="h3" variant="omega" fontWeight="bold">
          {t('delivery.attempt', { number })}
        </Typography>
        <Badge variant={VARIANTS[outcome]} text={`delivery.outcome.${outcome}`} />
        {responseCode === null ? null : <Code>{responseCode}</Code>}
        <Typography variant="pi" textColor="neutral600">
          <RelativeTime at={at} />
        </Typography>
        <Typography variant="pi" textColor="neutral600">
          {duration(durationMs)}
        </Typography>
        {hasAnswer(attempt) ? (
          <IconButton
            variant="ghost"
            label={t('delivery.attempt.show', { number })}
            aria-expanded={isOpen}
            aria-controls={answerId}
            onClick={() => setIsOpen(!isOpen)}
          >
            {isOpen ? <ChevronUp /> : <ChevronDown />}
          </IconButton>
        ) : null}
      </Flex>
      {reason === null ? null : (
        <Typography tag="p" variant="omega" textColor="neutral800">
          <ReasonText reason={reason} />
        </Typography>
      )}
      <Box id={answerId}>
        {isOpen && hasAnswer(attempt) ? <AttemptAnswer attempt={attempt} /> : null}
      </Box>
    </Item>
  );
}
