import { Box, Status, Typography } from '@strapi/design-system';

/** Above what is older than it should be: why there is nothing newer. */
export function NotUpToDate({ text }: { text: string }) {
  return (
    <Box paddingBottom={4}>
      <Status variant="warning" role="alert">
        <Typography>{text}</Typography>
      </Status>
    </Box>
  );
}
