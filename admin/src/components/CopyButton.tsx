import { IconButton } from '@strapi/design-system';
import { Duplicate } from '@strapi/icons';
import { useClipboard, useNotification } from '@strapi/strapi/admin';
import { useText } from '../hooks/useText';

/** Copies a text; `label` says which to those who cannot see where the button is. */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const t = useText();
  const { copy } = useClipboard();
  const { toggleNotification } = useNotification();
  const onClick = async () => {
    // No browser lets a page copy that came over plain HTTP.
    if (await copy(text)) toggleNotification({ type: 'success', message: t('copied') });
    else toggleNotification({ type: 'danger', message: t('copy-failed') });
  };
  return (
    <IconButton label={label ?? t('copy')} variant="ghost" onClick={() => void onClick()}>
      <Duplicate />
    </IconButton>
  );
}
