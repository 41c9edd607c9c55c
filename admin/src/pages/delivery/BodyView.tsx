import { useMemo } from 'react';
import { Tabs } from '@strapi/design-system';
import { CodeBlock } from '../../components/CodeBlock';
import { useText } from '../../hooks/useText';
import { prettyBody } from './pretty-body';

interface Props {
  body: string;
  contentType: string;
  label: string;
}

/** A body as it is, and made readable where that can be done. */
export function BodyView({ body, contentType, label }: Props) {
  const t = useText();
  const pretty = useMemo(() => prettyBody(body, contentType), [body, contentType]);
  if (pretty === null) return <CodeBlock text={body} label={label} />;
  return (
    <Tabs.Root defaultValue="pretty" variant="simple">
      <Tabs.List aria-label={label}>
        <Tabs.Trigger value="pretty">{t('delivery.request.pretty')}</Tabs.Trigger>
        <Tabs.Trigger value="raw">{t('delivery.request.raw')}</Tabs.Trigger>
      </Tabs.List>
      <Tabs.Content value="pretty">
        <CodeBlock text={pretty} label={label} />
      </Tabs.Content>
      <Tabs.Content value="raw">
        <CodeBlock text={body} label={label} />
      </Tabs.Content>
    </Tabs.Root>
  );
}
