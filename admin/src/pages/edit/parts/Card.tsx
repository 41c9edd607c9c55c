import { useId, type ReactNode } from 'react';
import { Box, Flex, Typography } from '@strapi/design-system';

export interface CardProps {
  title: string;
  /** One line that says what it is for. */
  lead?: ReactNode;
  children: ReactNode;
}

/** A part of a section, under a heading of its own. */
export function Card({ title, lead, children }: CardProps) {
  const id = useId();
  return (
    <Box
      tag="section"
      aria-labelledby={id}
      background="neutral0"
      shadow="filterShadow"
      hasRadius
      padding={{ initial: 4, large: 6 }}
      width="100%"
    >
      <Flex direction="column" alignItems="stretch" gap={4}>
        <Flex direction="column" alignItems="flex-start" gap={1}>
          <Typography variant="delta" tag="h2" id={id}>
            {title}
          </Typography>
          {lead === undefined ? null : (
            <Typography variant="pi" textColor="neutral600">
              {lead}
            </Typography>
          )}
        </Flex>
        {children}
      </Flex>
    </Box>
  );
}
