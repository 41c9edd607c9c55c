import { Button, Flex, Modal, Typography } from '@strapi/design-system';
import { CodeBlock } from '../../../components/CodeBlock';
import { useReturnFocus } from '../../../components/webhook-actions';
import { useText } from '../../../hooks/useText';

export interface ShownSecretProps {
  secret: string;
  onClose(): void;
  /** Gives the focus back. @default to what had it when the dialog came */
  returnFocus?: (event: Event) => void;
}

/** The only time that a generated secret is seen. */
export function ShownSecret({ secret, onClose, returnFocus }: ShownSecretProps) {
  const t = useText();
  const returnToOpener = useReturnFocus();
  return (
    <Modal.Root open onOpenChange={(isOpen) => isOpen || onClose()}>
      {/* Neither a click beside it nor a key may lose what is never shown again. */}
      <Modal.Content
        onInteractOutside={(event) => event.preventDefault()}
        onEscapeKeyDown={(event) => event.preventDefault()}
        onCloseAutoFocus={returnFocus ?? returnToOpener}
      >
        <Modal.Header closeLabel={t('edit.close')}>
          <Modal.Title>{t('edit.secret.new')}</Modal.Title>
        </Modal.Header>
        <Modal.Body>
          <Flex direction="column" alignItems="stretch" gap={4}>
            <Typography>{t('edit.secret.copy-now')}</Typography>
            <CodeBlock text={secret} label={t('edit.secret.new')} />
          </Flex>
        </Modal.Body>
        <Modal.Footer justifyContent="flex-end">
          <Button onClick={onClose}>{t('edit.secret.copied')}</Button>
        </Modal.Footer>
      </Modal.Content>
    </Modal.Root>
  );
}
