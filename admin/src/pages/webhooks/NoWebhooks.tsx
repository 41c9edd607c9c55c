import { Button, EmptyStateLayout, Flex } from '@strapi/design-system';
import { Download } from '@strapi/icons';
import { EmptyDocuments } from '@strapi/icons/symbols';
import { Layouts } from '@strapi/strapi/admin';
import { useText } from '../../hooks/useText';
import { CreateButton } from './CreateButton';

/** Where there is no webhook yet: what one is for, and two ways to have one. */
export function NoWebhooks({ canCreate, onImport }: { canCreate: boolean; onImport(): void }) {
  const t = useText();
  return (
    <Layouts.Content>
      <EmptyStateLayout
        icon={<EmptyDocuments width="16rem" />}
        content={t('webhooks.empty')}
        hasRadius
        shadow="tableShadow"
        action={
          canCreate ? (
            <Flex gap={3} wrap="wrap" justifyContent="center">
              <CreateButton />
              <Button variant="secondary" startIcon={<Download />} onClick={onImport}>
                {t('webhooks.empty.import')}
              </Button>
            </Flex>
          ) : null
        }
      />
    </Layouts.Content>
  );
}
