import type { ReactNode } from 'react';
import { Button, Dialog, Flex } from '@strapi/design-system';
import { useText } from '../../hooks/useText';
import { useReturnFocus } from './useReturnFocus';

export interface ConfirmModalProps {
  title: string;
  children: ReactNode;
  onClose(): void;
  /** What is to be confirmed; without it there is only the way out. */
  submit?: { label: string; onClick(): void; isLoading: boolean; isDangerous: boolean };
}

/** Strapi's own closes as soon as it is confirmed; this one waits for the answer, and can tell of it. */
export function ConfirmModal({ title, children, onClose, submit }: ConfirmModalProps) {
  const t = useText();
  const returnFocus = useReturnFocus();
  const isRunning = submit?.isLoading === true;
  return (
    <Dialog.Root open onOpenChange={(isOpen) => (isOpen || isRunning ? undefined : onClose())}>
      <Dialog.Content onCloseAutoFocus={returnFocus}>
        <Dialog.Header>{title}</Dialog.Header>
        <Dialog.Body>
          <Flex direction="column" alignItems="stretch" gap={3} width="100%">
            {children}
          </Flex>
        </Dialog.Body>
        <Dialog.Footer>
          <Dialog.Cancel>
            <Button fullWidth variant="tertiary" disabled={isRunning}>
              {t(submit === undefined ? 'webhook-action.close' : 'webhook-action.cancel')}
            </Button>
          </Dialog.Cancel>
          {submit === undefined ? null : (
            <Button
              fullWidth
              variant={submit.isDangerous ? 'danger' : 'default'}
              loading={isRunning}
              onClick={submit.onClick}
            >
              {submit.label}
            </Button>
          )}
        </Dialog.Footer>
      </Dialog.Content>
    </Dialog.Root>
  );
}
