import type { ReactNode } from 'react';
import { Button, Flex, Modal } from '@strapi/design-system';
import { useText } from '../../hooks/useText';
import { useReturnFocus } from './useReturnFocus';

export interface ActionModalProps {
  title: string;
  onClose(): void;
  children: ReactNode;
  /** It has done what it is for: to leave it is not to cancel any more. */
  isDone?: boolean;
  /** What the dialog is for; without it there is only the way out. */
  submit?: {
    label: string;
    onClick(): void;
    isLoading: boolean;
    isDisabled?: boolean;
    variant?: 'default' | 'danger';
  };
}

/** A dialog that asks for something and then does it. It is there while it is rendered. */
export function ActionModal({
  title,
  onClose,
  children,
  submit,
  isDone = submit === undefined,
}: ActionModalProps) {
  const t = useText();
  const returnFocus = useReturnFocus();
  return (
    <Modal.Root open onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}>
      {/* Radix asks for a description otherwise; the fields speak for themselves. */}
      <Modal.Content
        aria-describedby={undefined}
        style={{ maxWidth: '60rem' }}
        onCloseAutoFocus={returnFocus}
      >
        <Modal.Header closeLabel={t('webhook-action.close')}>
          <Modal.Title>{title}</Modal.Title>
        </Modal.Header>
        <Modal.Body>
          <Flex direction="column" alignItems="stretch" gap={5}>
            {children}
          </Flex>
        </Modal.Body>
        <Modal.Footer>
          <Button variant="tertiary" onClick={onClose}>
            {t(isDone ? 'webhook-action.close' : 'webhook-action.cancel')}
          </Button>
          {submit === undefined ? null : (
            <Button
              variant={submit.variant ?? 'default'}
              onClick={submit.onClick}
              loading={submit.isLoading}
              disabled={submit.isDisabled}
            >
              {submit.label}
            </Button>
          )}
        </Modal.Footer>
      </Modal.Content>
    </Modal.Root>
  );
}
