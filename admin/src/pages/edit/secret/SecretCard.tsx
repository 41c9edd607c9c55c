import { Flex, Radio, Typography } from '@strapi/design-system';
import type { Webhook } from '../../../../../contracts/domain';
import { useText } from '../../../hooks/useText';
import { SECRET_MODES, type SecretMode } from '../form/values';
import { useEditField } from '../form/useEditForm';
import { Card } from '../../../components/Card';
import { EditField } from '../parts/EditField';
import { SecretInput } from './SecretInput';
import { StoredSecret } from './StoredSecret';

/** The secret of a stored webhook is replaced at once, that of a new one is made when it is saved. */
export function SecretCard({ stored }: { stored: Webhook | null }) {
  const t = useText();
  return (
    <Card title={t('edit.secret.title')} lead={t('edit.secret.lead')}>
      {stored === null ? <FirstSecret /> : <StoredSecret webhook={stored} />}
    </Card>
  );
}

function FirstSecret() {
  const t = useText();
  const mode = useEditField('secretMode');
  const own = useEditField('ownSecret');
  return (
    <Flex direction="column" alignItems="stretch" gap={4}>
      <Radio.Group
        aria-label={t('edit.secret.title')}
        value={mode.value}
        disabled={mode.disabled}
        onValueChange={(value) => mode.onChange(value as SecretMode)}
      >
        {SECRET_MODES.map((one) => (
          <Radio.Item key={one} value={one}>
            {t(`edit.secret.mode.${one}`)}
          </Radio.Item>
        ))}
      </Radio.Group>
      {mode.value === 'own' ? (
        <EditField
          name="ownSecret"
          label={t('edit.secret.own')}
          hint={t('edit.secret.rule')}
          required
        >
          <SecretInput value={own.value} onChange={own.onChange} disabled={own.disabled} />
        </EditField>
      ) : null}
      {mode.value === 'generate' ? (
        <Typography variant="pi" textColor="neutral600">
          {t('edit.secret.shown-after-saving')}
        </Typography>
      ) : null}
    </Flex>
  );
}
