import { Box } from '@strapi/design-system';

/** Strapi's own bar is as wide as an upload's card, and hardly seen in the dark. */
export function Progress({ label, value, max }: { label: string; value: number; max: number }) {
  const part = max === 0 ? 1 : Math.min(1, value / max);
  return (
    <Box
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(part * 100)}
      background="neutral200"
      hasRadius
      overflow="hidden"
      height="0.8rem"
    >
      <Box background="primary600" height="100%" width={`${part * 100}%`} />
    </Box>
  );
}
