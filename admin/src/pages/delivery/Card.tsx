import { useId, type ReactNode } from 'react';
import { Box, Flex, Typography } from '@strapi/design-system';

interface Props {
  title: string;
  /** Beside the title. */
  actions?: ReactNode;
  children: ReactNode;
}

/** One part of the page, a landmark by its title. */
export function Card({ title, actions, children }: Props) {
  const id = useId();
  return (
    <Box
      tag="section"
      aria-labelledby={id}
      background="neutral0"
      hasRadius
      shadow="tableShadow"
      padding={6}
    >
      <Flex
        justifyContent="space-between"
        alignItems="center"
        gap={2}
        wrap="wrap"
        paddingBottom={4}
      >
        <Typography tag="h2" variant="delta" id={id}>
          {title}
        </Typography>
        {actions}
      </Flex>
      {children}
    </Box>
  );
}
