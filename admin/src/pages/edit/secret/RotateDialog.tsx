import { useState } from 'react';
import { Button, Field, Flex, Modal, NumberInput, Radio, Typography } from '@strapi/design-system';
import { useNotification } from '@strapi/strapi/admin';
import type { Webhook } from '../../../../../contracts/domain';
import { useRotateSecretMutation } from '../../../api/webhooks-api';
import { useReturnFocus } from '../../../components/webhook-actions';
import { useText } from '../../../hooks/useText';
import { saidOf } from '../form/server-errors';
import { useHold } from '../leave/hold';
import { SecretInput } from './SecretInput';
import { ShownSecret } from './ShownSecret';

/** As the server has it where nothing is said. */
const DEFAULT_OVERLAP_HOURS = 24;

export interface RotateDialogProps {
  webhook: Webhook;
  onClose(): void;
}

/** Gives a stored webhook another secret, or its first. One that was generated is shown, this once. */
export function RotateDialog({ webhook, onClose }: RotateDialogProps) {
  const t = useText();
  const { toggleNotification } = useNotification();
  const [rotate, { isLoading, data: answer, error }] = useRotateSecretMutation();
  const [mode, setMode] = useState<'generate' | 'own'>('generate');
  const [own, setOwn] = useState('');
  const [overlapHours, setOverlapHours] = useState<number | undefined>(DEFAULT_OVERLAP_HOURS);
  const [generated, setGenerated] = useState<string | null>(null);
  const returnFocus = useReturnFocus();
  // Until the answer is there no other has the secret in it; then it is shown, this once.
  const isHeld = isLoading || answer !== undefined || generated !== null;
  useHold(isHeld);
  const { set: isReplaced } = webhook.secret;
  const isPlaced = (mode === 'own' && saidOf('secret', error)) || saidOf('overlapHours', error);

  const submit = async () => {
    const data = {
      ...(isReplaced && overlapHours !== undefined ? { overlapHours } : {}),
      ...(mode === 'own' ? { secret: own } : {}),
    };
    const rotation = rotate({ id: webhook.id, data });
    const result = await rotation;
    if (!('data' in result) || result.data === undefined) return;
    if (mode === 'generate') {
      setGenerated(result.data.secret);
      // The store keeps no secret.
      return rotation.reset();
    }
    toggleNotification({ type: 'success', message: t('edit.secret.replaced') });
    onClose();
  };

  if (generated !== null) {
    return <ShownSecret secret={generated} onClose={onClose} returnFocus={returnFocus} />;
  }
  return (
    <Modal.Root open onOpenChange={(isOpen) => isOpen || isHeld || onClose()}>
      <Modal.Content onCloseAutoFocus={returnFocus}>
        <Modal.Header closeLabel={t('edit.close')}>
          <Modal.Title>{t(isReplaced ? 'edit.secret.rotate' : 'edit.secret.add')}</Modal.Title>
        </Modal.Header>
        <Modal.Body>
          <Flex direction="column" alignItems="stretch" gap={4}>
            {isReplaced ? <Typography>{t('edit.secret.rotate.lead')}</Typography> : null}
            <Radio.Group
              aria-label={t('edit.secret.title')}
              value={mode}
              onValueChange={(value) => setMode(value === 'own' ? 'own' : 'generate')}
            >
              <Radio.Item value="generate">{t('edit.secret.mode.generate')}</Radio.Item>
              <Radio.Item value="own">{t('edit.secret.mode.own')}</Radio.Item>
            </Radio.Group>
            {mode === 'own' ? (
              <Field.Root
                name="secret"
                hint={t('edit.secret.rule')}
                error={saidOf('secret', error)}
                required
              >
                <Field.Label>{t('edit.secret.own')}</Field.Label>
                <SecretInput value={own} onChange={setOwn} />
                <Field.Error />
                <Field.Hint />
              </Field.Root>
            ) : null}
            {isReplaced ? (
              <Field.Root
                name="overlapHours"
                hint={t('edit.secret.overlap.hint')}
                error={saidOf('overlapHours', error)}
              >
                <Field.Label>{t('edit.secret.overlap')}</Field.Label>
                <NumberInput value={overlapHours} onValueChange={setOverlapHours} />
                <Field.Error />
                <Field.Hint />
              </Field.Root>
            ) : null}
            {error === undefined || isPlaced ? null : (
              <Typography role="alert" textColor="danger600">
                {error.message ?? t('edit.failed')}
              </Typography>
            )}
          </Flex>
        </Modal.Body>
        <Modal.Footer>
          <Button variant="tertiary" disabled={isHeld} onClick={onClose}>
            {t('edit.cancel')}
          </Button>
          <Button
            loading={isLoading}
            disabled={mode === 'own' && own === ''}
            onClick={() => void submit()}
          >
            {t(isReplaced ? 'edit.secret.rotate.confirm' : 'edit.secret.add')}
          </Button>
        </Modal.Footer>
      </Modal.Content>
    </Modal.Root>
  );
}
