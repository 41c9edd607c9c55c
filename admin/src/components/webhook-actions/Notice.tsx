import type { ReactNode } from 'react';
import { Box, Typography } from '@strapi/design-system';

const COLOURS = {
  danger: { background: 'danger100', borderColor: 'danger200', textColor: 'danger700' },
  warning: { background: 'warning100', borderColor: 'warning200', textColor: 'neutral800' },
  success: { background: 'success100', borderColor: 'success200', textColor: 'success700' },
} as const;

/** What a dialog has to say beside its fields: at once to those who hear it, where it went wrong. */
export function Notice({
  variant,
  children,
}: {
  variant: keyof typeof COLOURS;
  children: ReactNode;
}) {
  const { textColor, ...box } = COLOURS[variant];
  return (
    <Box {...box} hasRadius padding={3} role={variant === 'danger' ? 'alert' : 'status'}>
      <Typography textColor={textColor} tag="div" style={{ overflowWrap: 'anywhere' }}>
        {children}
      </Typography>
    </Box>
  );
}
