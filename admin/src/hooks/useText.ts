import { useCallback } from 'react';
import { useIntl, type PrimitiveType } from 'react-intl';
import { PLUGIN_ID } from '../constants';
import en from '../translations/en';

export type TextKey = keyof typeof en;

/** A text of the panel in the language of its user; English where there is no translation. */
export function useText() {
  const { formatMessage } = useIntl();
  return useCallback(
    (key: TextKey, values?: Record<string, PrimitiveType>): string =>
      formatMessage({ id: `${PLUGIN_ID}.${key}`, defaultMessage: en[key] }, values),
    [formatMessage]
  );
}

export type Text = ReturnType<typeof useText>;

/** The same for what Strapi formats itself: links, titles. */
export function message(key: TextKey) {
  return { id: `${PLUGIN_ID}.${key}`, defaultMessage: en[key] };
}
