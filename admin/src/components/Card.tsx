import { useId, type ReactNode } from 'react';
import { Box, Flex, Typography } from '@strapi/design-system';

interface CardProps {
  title: string;
  /** Under the title: one line that says what it is for, or a legend. */
  lead?: ReactNode;
  /** Beside the title. */
  actions?: ReactNode;
  /** As high as what is beside it. */
  fills?: boolean;
  children: ReactNode;
}

/** One part of a page, a landmark by its title. */
export function Card({ title, lead, actions, fills = false, children }: CardProps) {
  const id = useId();
  return (
    <Box
      tag="section"
      aria-labelledby={id}
      background="neutral0"
      hasRadius
      shadow="tableShadow"
      padding={{ initial: 4, large: 6 }}
      position="relative"
      width="100%"
      height={fills ? '100%' : undefined}
    >
      <Flex direction="column" alignItems="stretch" gap={4}>
        <Flex direction="column" alignItems="stretch" gap={1}>
          <Flex justifyContent="space-between" alignItems="center" gap={2} wrap="wrap">
            <Typography tag="h2" variant="delta" id={id}>
              {title}
            </Typography>
            {actions}
          </Flex>
          {typeof lead === 'string' ? (
            <Typography variant="pi" textColor="neutral600">
              {lead}
            </Typography>
          ) : (
            lead
          )}
        </Flex>
        {children}
      </Flex>
    </Box>
  );
}
