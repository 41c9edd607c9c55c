import { Box, Checkbox, Tabs, Typography } from '@strapi/design-system';
import {
  SIGNATURE_SCHEMES,
  type SignatureScheme,
  type Webhook,
} from '../../../../../contracts/domain';
import { CodeBlock } from '../../../components/CodeBlock';
import { useText } from '../../../hooks/useText';
import { useEditField } from '../form/useEditForm';
import { Card } from '../../../components/Card';
import { ErrorGroup } from '../parts/ErrorGroup';
import { SNIPPETS } from './snippets';

/** How a receiver knows that a delivery is genuine. */
export function SignatureSection({ stored }: { stored: Webhook | null }) {
  const t = useText();
  const publicKey = stored?.publicKey ?? null;
  return (
    <>
      <Schemes />
      {publicKey === null ? null : (
        <Card title={t('edit.public-key')} lead={t('edit.public-key.lead')}>
          <CodeBlock text={publicKey} label={t('edit.public-key.text')} />
        </Card>
      )}
      <Snippets />
    </>
  );
}

function Schemes() {
  const t = useText();
  const { value, onChange, disabled } = useEditField('signatureSchemes');
  const toggle = (scheme: SignatureScheme) =>
    onChange(SIGNATURE_SCHEMES.filter((one) => (one === scheme) !== value.includes(one)));
  return (
    <Card title={t('edit.schemes.title')} lead={t('edit.schemes.lead')}>
      <ErrorGroup name="signatureSchemes" label={t('edit.schemes.title')}>
        {SIGNATURE_SCHEMES.map((scheme) => (
          <Box key={scheme} width="100%">
            <Checkbox
              checked={value.includes(scheme)}
              disabled={disabled}
              onCheckedChange={() => toggle(scheme)}
            >
              {t(`edit.scheme.${scheme}`)}
            </Checkbox>
            <Typography variant="pi" textColor="neutral600" tag="p" paddingLeft={7}>
              {t(`edit.scheme.${scheme}.hint`)}
            </Typography>
          </Box>
        ))}
      </ErrorGroup>
    </Card>
  );
}

function Snippets() {
  const t = useText();
  return (
    <Card title={t('edit.snippets.title')} lead={t('edit.snippets.lead')}>
      <Tabs.Root variant="simple" defaultValue="Node">
        <Tabs.List aria-label={t('edit.snippets.title')}>
          {SNIPPETS.map(({ name }) => (
            <Tabs.Trigger key={name} value={name}>
              {name}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        {SNIPPETS.map(({ name, code }) => (
          <Tabs.Content key={name} value={name}>
            <Box paddingTop={3}>
              <CodeBlock text={code} label={t('edit.snippet', { language: name })} />
            </Box>
          </Tabs.Content>
        ))}
      </Tabs.Root>
    </Card>
  );
}
