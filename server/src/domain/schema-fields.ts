import { FILE_UID } from '../constants';
import { isUserType } from './event-catalogue';

/** An attribute of a schema of Strapi, as far as what a snapshot holds goes. */
export interface Attribute {
  type: string;
  private?: boolean;
  relation?: string;
  target?: string;
  multiple?: boolean;
  repeatable?: boolean;
  component?: string;
  components?: readonly string[];
  unstable_virtual?: boolean;
}

/** The attributes of a type or component by its uid; none where there is no such schema. */
export type AttributesOf = (uid: string) => Readonly<Record<string, Attribute>>;

/**
 * The fields of something, by name: those of the row or rows it points to, `json` where anything may lie
 * below, `value` where nothing does. Undefined where a snapshot never has such a field.
 */
export type Fields = (name: string) => 'value' | 'json' | Fields | undefined;

/** What Strapi gives every row, whether its schema says so or not. */
export const ALWAYS_SHOWN: ReadonlySet<string> = new Set([
  ...['id', 'documentId', 'createdAt', 'updatedAt', 'publishedAt', 'locale'],
  // Which component a part of a dynamic zone is.
  '__component',
]);
const REFERENCE = new Set(['id', 'documentId']);

/** The fields that entries of any of these types show: what is private or a password never is. */
export function fieldsOf(uids: readonly string[], attributesOf: AttributesOf): Fields {
  return (name) => {
    // Of people, nothing but who they are.
    const open = uids.filter((uid) => !isUserType(uid));
    if (uids.length > 0 && REFERENCE.has(name)) return 'value';
    if (open.length > 0 && ALWAYS_SHOWN.has(name)) return 'value';
    const shown = open
      .map((uid) => new Map(Object.entries(attributesOf(uid))).get(name))
      .filter((attribute): attribute is Attribute => attribute !== undefined && isShown(attribute));
    if (shown.length === 0) return undefined;
    const targets = shown.map(targetsOf);
    if (targets.some((one) => one === 'anything')) return 'json';
    const inner = targets.flatMap((one) => (Array.isArray(one) ? one : []));
    return inner.length === 0 ? 'value' : fieldsOf(inner, attributesOf);
  };
}

/** Whether an attribute is in a snapshot: never what is private, a password or made up by Strapi. */
export function isShown({
  type,
  private: isPrivate,
  unstable_virtual: isVirtual,
}: Attribute): boolean {
  return isPrivate !== true && isVirtual !== true && type !== 'password';
}

/** Whether an attribute holds rows of something else, and is told only where it is populated. */
export function holdsRows({ type }: Attribute): boolean {
  return ['relation', 'media', 'component', 'dynamiczone'].includes(type);
}

/** What an attribute points to; nothing for a value, `anything` where the schema does not say. */
function targetsOf(attribute: Attribute): 'anything' | readonly string[] {
  const { type, target, component, components } = attribute;
  if (type === 'relation') return target === undefined ? 'anything' : [target];
  if (type === 'component') return component === undefined ? [] : [component];
  if (type === 'dynamiczone') return components ?? [];
  if (type === 'media') return [FILE_UID];
  return type === 'json' || type === 'blocks' ? 'anything' : [];
}
