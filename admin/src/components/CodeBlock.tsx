import { useState } from 'react';
import { Box, Flex, TextButton } from '@strapi/design-system';
import { styled } from 'styled-components';
import { useText } from '../hooks/useText';
import { CopyButton } from './CopyButton';

/** More than this is shown when asked for: a browser lays out a megabyte in seconds. */
const SHOWN_AT_FIRST = 20_000;

const Pre = styled.pre`
  margin: 0;
  max-height: 48rem;
  overflow: auto;
  font-family: 'SF Mono', SFMono-Regular, ui-monospace, Menlo, Consolas, monospace;
  font-size: 1.2rem;
  line-height: 1.5;
  color: ${({ theme }) => theme.colors.neutral800};
  white-space: pre-wrap;
  overflow-wrap: anywhere;
`;

/** Text as it is, with a button to copy all of it; a long one is cut until asked for. */
export function CodeBlock({ text, label }: { text: string; label: string }) {
  const t = useText();
  const [isWhole, setIsWhole] = useState(false);
  const isLong = text.length > SHOWN_AT_FIRST;
  return (
    <Box background="neutral100" hasRadius padding={3} position="relative" width="100%">
      <Flex position="absolute" top={1} right={1}>
        <CopyButton text={text} label={`${t('copy')}: ${label}`} />
      </Flex>
      {/* Scrolled by keyboard, too. */}
      <Pre tabIndex={0} role="region" aria-label={label}>
        {isLong && !isWhole ? `${text.slice(0, SHOWN_AT_FIRST)}…` : text}
      </Pre>
      {isLong ? (
        <TextButton onClick={() => setIsWhole(!isWhole)}>
          {isWhole ? t('show-less') : t('show-all', { count: text.length })}
        </TextButton>
      ) : null}
    </Box>
  );
}
