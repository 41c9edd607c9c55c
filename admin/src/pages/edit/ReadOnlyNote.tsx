import { Flex, Typography } from '@strapi/design-system';
import { Information } from '@strapi/icons';
import type { Webhook } from '../../../../contracts/domain';
import { useText } from '../../hooks/useText';

/** Why nothing can be changed here. */
export function ReadOnlyNote({ webhook: { managed, key } }: { webhook: Webhook }) {
  const t = useText();
  return (
    <Flex
      role="note"
      gap={3}
      padding={4}
      hasRadius
      background="primary100"
      borderColor="primary200"
      alignItems="flex-start"
    >
      <Information aria-hidden fill="primary600" />
      <Typography>
        {managed ? t('edit.managed', { key: key ?? '' }) : t('edit.read-only')}
      </Typography>
    </Flex>
  );
}
