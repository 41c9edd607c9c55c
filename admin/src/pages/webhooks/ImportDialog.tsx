import { useState } from 'react';
import { Checkbox, Field, Typography } from '@strapi/design-system';
import { useImportFromStrapiMutation } from '../../api/webhooks-api';
import { ActionModal } from '../../components/webhook-actions/ActionModal';
import { Notice } from '../../components/webhook-actions/Notice';
import { useErrorText } from '../../components/webhook-actions/useErrorText';
import { useText } from '../../hooks/useText';
import { ImportResult } from './ImportResult';

/** Copies Strapi's own webhooks, and tells what became of each. */
export function ImportDialog({ onClose }: { onClose(): void }) {
  const t = useText();
  const errorText = useErrorText();
  const [disableOriginals, setDisableOriginals] = useState(true);
  const [importAll, { data: result, isLoading, error }] = useImportFromStrapiMutation();

  if (result !== undefined) {
    return (
      <ActionModal title={t('webhooks.import.title')} onClose={onClose}>
        <ImportResult result={result} />
      </ActionModal>
    );
  }
  return (
    <ActionModal
      title={t('webhooks.import.title')}
      onClose={onClose}
      submit={{
        label: t('webhooks.import.submit'),
        onClick: () => void importAll({ disableOriginals }),
        isLoading,
      }}
    >
      <Typography>{t('webhooks.import.hint')}</Typography>
      <Field.Root hint={t('webhooks.import.disable.hint')}>
        <Checkbox
          checked={disableOriginals}
          onCheckedChange={(checked) => setDisableOriginals(checked === true)}
        >
          {t('webhooks.import.disable')}
        </Checkbox>
        <Field.Hint />
      </Field.Root>
      {error === undefined ? null : <Notice variant="danger">{errorText(error)}</Notice>}
    </ActionModal>
  );
}
