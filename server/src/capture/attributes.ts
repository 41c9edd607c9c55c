import type { Core, UID } from '@strapi/strapi';
import { holdsRows, isShown, type Attribute } from '../domain/schema-fields';

/** The attributes of a type or component, by name; none where there is no such schema. */
export function attributesOf(
  strapi: Pick<Core.Strapi, 'getModel'>,
  uid: string
): Readonly<Record<string, Attribute>> {
  // Strapi's own types of attributes are one for each kind; here they are what all have in common.
  const model = strapi.getModel(uid as UID.Schema) as
    { attributes: Record<string, Attribute> } | undefined;
  return model?.attributes ?? {};
}

/** Those that hold rows of something else, and are told. */
export function populatedAttributes(
  strapi: Pick<Core.Strapi, 'getModel'>,
  uid: string
): [name: string, attribute: Attribute][] {
  return Object.entries(attributesOf(strapi, uid)).filter(
    ([, attribute]) => holdsRows(attribute) && isShown(attribute)
  );
}
