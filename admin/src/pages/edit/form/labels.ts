import type { Text, TextKey } from '../../../hooks/useText';

/** Fields whose text is not named as they are. */
const OTHERS: Record<string, TextKey> = {
  events: 'edit.events.title',
  contentTypes: 'edit.events.content-types',
  ownSecret: 'edit.secret.own',
  signatureSchemes: 'edit.schemes.title',
  headers: 'edit.headers.title',
};

/** What a field is called on the page, by its path. */
export function labelOf(path: string, t: Text): string {
  const [field = ''] = path.split('.');
  return t(OTHERS[field] ?? (`edit.field.${field}` as TextKey));
}
