import type { ReactNode } from 'react';
import { Box, Flex, Typography } from '@strapi/design-system';
import { Information, WarningCircle } from '@strapi/icons';

const VARIANTS = {
  information: { background: 'primary100', borderColor: 'primary200' },
  warning: { background: 'warning100', borderColor: 'warning200' },
} as const;

export interface NoteProps {
  variant: keyof typeof VARIANTS;
  /** What can be done about it. */
  action?: ReactNode;
  children: ReactNode;
}

/** What there is to know of a webhook before anything else on its page. */
export function Note({ variant, action, children }: NoteProps) {
  const isWarning = variant === 'warning';
  const Icon = isWarning ? WarningCircle : Information;
  return (
    <Flex role="note" gap={3} padding={4} hasRadius {...VARIANTS[variant]} wrap="wrap">
      <Icon
        aria-hidden
        width="1.6rem"
        height="1.6rem"
        fill={isWarning ? 'warning600' : 'primary600'}
      />
      <Box flex="1">
        <Typography textColor="neutral800">{children}</Typography>
      </Box>
      {action}
    </Flex>
  );
}
