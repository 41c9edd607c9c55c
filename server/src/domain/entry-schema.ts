import type { JsonObject } from '../../../contracts/domain';
import { isUserType } from './event-catalogue';

/** An attribute of a content type or component, as far as it decides what its value looks like. */
export interface SchemaAttribute {
  type: string;
  private?: boolean;
  unstable_virtual?: boolean;
  relation?: string;
  target?: string;
  multiple?: boolean;
  repeatable?: boolean;
  component?: string;
  components?: readonly string[];
}

/** A content type or component. */
export interface SchemaModel {
  uid: string;
  modelType: string;
  attributes: Readonly<Record<string, SchemaAttribute>>;
}

const REFERENCE: JsonObject = {
  type: 'object',
  properties: { id: { type: 'integer' }, documentId: { type: 'string' } },
};

const JSON_TYPES: Readonly<Record<string, JsonObject>> = {
  integer: { type: 'integer' },
  float: { type: 'number' },
  decimal: { type: 'number' },
  // Databases answer numbers of 64 bits as text.
  biginteger: { type: ['integer', 'string'] },
  boolean: { type: 'boolean' },
  json: {},
  blocks: { type: 'array' },
  date: { type: 'string', format: 'date' },
  datetime: { type: 'string', format: 'date-time' },
  timestamp: { type: 'string', format: 'date-time' },
  time: { type: 'string' },
};

/** Fields that Strapi keeps for itself, and those a snapshot has no part of. */
const NEVER_SHOWN = new Set(['localizations', 'createdBy', 'updatedBy', 'strapi_stage']);

/**
 * JSON Schemas (2020-12) of entries as receivers see them: of a content type its fields, what it is
 * related to with fields of its own, media, components and dynamic zones. What never leaves the server
 * (private fields, passwords, people but for their ids) is in none.
 *
 * A field may always be missing: a database migration or an access rule may have taken it.
 */
export function createEntrySchemas(modelOf: (uid: string) => SchemaModel | undefined) {
  /** The fields of a row, without what it points to. */
  const plain = ({ attributes }: SchemaModel): JsonObject =>
    Object.fromEntries(
      shown(attributes).flatMap(([name, attribute]) =>
        POINTING.has(attribute.type) ? [] : [[name, orNull(valueOf(attribute))]]
      )
    );

  const row = (uid: string): JsonObject => {
    const model = modelOf(uid);
    if (model === undefined || isUserType(uid)) return REFERENCE;
    return { type: 'object', properties: { ...idsOf(model), ...plain(model) } };
  };

  const pointing = (attribute: SchemaAttribute): JsonObject => {
    const { type, target, relation = '', component = '', components = [] } = attribute;
    if (type === 'component') return several(attribute.repeatable, entry(component));
    if (type === 'media') return several(attribute.multiple, row('plugin::upload.file'));
    if (type === 'dynamiczone') {
      const parts = components.map((uid) => {
        const { properties } = entry(uid) as { properties: JsonObject };
        return { type: 'object', properties: { ...properties, __component: { const: uid } } };
      });
      return { type: 'array', items: parts.length === 0 ? {} : { anyOf: parts } };
    }
    // What a polymorphic relation leads to says so itself.
    const related = target === undefined ? { type: 'object' } : row(target);
    return several(/Many$/.test(relation), related);
  };

  /** A content type or component with everything it points to. */
  function entry(uid: string): JsonObject {
    const model = modelOf(uid);
    if (model === undefined) return { type: 'object', properties: {} };
    const properties = Object.fromEntries(
      shown(model.attributes)
        .filter(([, { type }]) => POINTING.has(type))
        .map(([name, attribute]) => [name, pointing(attribute)])
    );
    return { type: 'object', properties: { ...idsOf(model), ...plain(model), ...properties } };
  }

  return { entry };
}

export type EntrySchemas = ReturnType<typeof createEntrySchemas>;

const POINTING = new Set(['relation', 'media', 'component', 'dynamiczone']);

function shown(attributes: SchemaModel['attributes']): [string, SchemaAttribute][] {
  return Object.entries(attributes).filter(
    ([name, attribute]) =>
      attribute.private !== true &&
      attribute.unstable_virtual !== true &&
      attribute.type !== 'password' &&
      !NEVER_SHOWN.has(name)
  );
}

function idsOf({ modelType }: SchemaModel): JsonObject {
  const id = { type: 'integer' };
  return modelType === 'component' ? { id } : { id, documentId: { type: 'string' } };
}

/** An enumeration is text here: a value that was taken out of it may still be stored. */
function valueOf({ type }: SchemaAttribute): JsonObject {
  return JSON_TYPES[type] ?? { type: 'string' };
}

function orNull(schema: JsonObject): JsonObject {
  const { type } = schema;
  if (type === undefined) return schema;
  return { ...schema, type: [...(Array.isArray(type) ? type : [type]), 'null'] };
}

function several(isMany: boolean | undefined, schema: JsonObject): JsonObject {
  return isMany === true ? { type: 'array', items: schema } : orNull(schema);
}
