import type { ReactNode } from 'react';
import { Flex, Typography } from '@strapi/design-system';
import { styled } from 'styled-components';

/** As many beside each other as there is room for. */
export const TileGrid = styled.dl`
  display: grid;
  grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr));
  gap: ${({ theme }) => theme.spaces[4]};
`;

interface TileProps {
  label: string;
  value: string;
  color?: 'danger600';
  /** A few words below. */
  children: ReactNode;
}

export function Tile({ label, value, color, children }: TileProps) {
  return (
    <Flex
      direction="column"
      alignItems="flex-start"
      gap={2}
      padding={5}
      background="neutral0"
      hasRadius
      shadow="tableShadow"
    >
      <Typography variant="sigma" tag="dt" textColor="neutral600">
        {label}
      </Typography>
      <Typography variant="alpha" tag="dd" textColor={color ?? 'neutral800'}>
        {value}
      </Typography>
      <Typography variant="pi" tag="dd" textColor="neutral600">
        {children}
      </Typography>
    </Flex>
  );
}
