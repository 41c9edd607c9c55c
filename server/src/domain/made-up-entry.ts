import type { Json, JsonObject } from '../../../contracts/domain';
import { FILE_UID } from '../constants';
import { NO_DEPTH, type Depth } from './depth';
import { isUserType } from './event-catalogue';

/** An attribute of a schema, as far as it limits a value. */
export interface SchemaAttribute {
  type: string;
  private?: boolean;
  default?: unknown;
  minLength?: number;
  maxLength?: number;
  min?: number | string;
  max?: number | string;
  enum?: readonly string[];
  multiple?: boolean;
  repeatable?: boolean;
  relation?: string;
  target?: string;
  component?: string;
  components?: readonly string[];
}

/** The attributes of a content type or component, by name. */
export type AttributesOf = (uid: string) => Readonly<Record<string, SchemaAttribute>>;

const TEXT = 'Lorem ipsum dolor sit amet, consectetur adipiscing elit.';

/** Attributes whose value is a row or rows of something else. */
const HOLDS_ROWS = new Set(['relation', 'media', 'component', 'dynamiczone']);

/**
 * An entry that does not exist and could: a value of the right kind, within its limits, in every field a
 * receiver is shown. Relations lead one level deep, as in a snapshot, and below that as asked. A `regex` is not
 * looked at.
 *
 * @param at ISO 8601; what the entry gives as the time of its making.
 */
export function madeUpEntry(
  uid: string,
  attributesOf: AttributesOf,
  at: string,
  depth = NO_DEPTH
): JsonObject {
  const context = { attributesOf, at, isWithin: false, depth };
  return { ...identity(), ...valuesOf(attributesOf(uid), context) };
}

/** A file of the media library that does not exist, and which no entry uses. */
export function madeUpFile(attributesOf: AttributesOf, at: string): JsonObject {
  return { ...fileIn(attributesOf, at), related: [] };
}

/** A file as it is shown in an entry. */
function fileIn(attributesOf: AttributesOf, at: string): JsonObject {
  const context = { attributesOf, at, isWithin: true, depth: NO_DEPTH };
  const values = valuesOf(attributesOf(FILE_UID), context);
  const name = { name: 'example.png', hash: 'example_0000000000', ext: '.png', mime: 'image/png' };
  const size = { width: 640, height: 480, size: 12.34, formats: null };
  const place = { url: '/uploads/example_0000000000.png', previewUrl: null, provider: 'local' };
  const rest = { provider_metadata: null, folderPath: '/', focalPoint: null };
  return { ...identity(), ...values, ...name, ...size, ...place, ...rest };
}

interface Context {
  attributesOf: AttributesOf;
  at: string;
  /** In a related row, which is shown without its own relations unless they are asked for. */
  isWithin: boolean;
  /** What is asked for below. */
  depth: Depth;
}

function identity(): JsonObject {
  return { id: 1, documentId: 'a0000000000000000000made' };
}

function valuesOf(
  attributes: Readonly<Record<string, SchemaAttribute>>,
  context: Context
): JsonObject {
  return Object.fromEntries(
    Object.entries(attributes)
      .filter(([name, { type, private: isPrivate }]) => {
        if (isPrivate === true || type === 'password' || name === 'localizations') return false;
        return !context.isWithin || !HOLDS_ROWS.has(type) || context.depth.has(name);
      })
      .map(([name, attribute]) => [name, valueOf(name, attribute, below(context, name))])
  );
}

function below(context: Context, name: string): Context {
  return { ...context, depth: context.depth.get(name) ?? NO_DEPTH };
}

function valueOf(name: string, attribute: SchemaAttribute, context: Context): Json {
  if (name === 'locale') return null;
  const { default: preset } = attribute;
  // A function makes a new value for each entry; what it needs for that is not here.
  if (preset !== undefined && preset !== null && typeof preset !== 'function') {
    return structuredClone(preset) as Json;
  }
  return VALUES[attribute.type]?.(attribute, context) ?? null;
}

const VALUES: Record<string, (attribute: SchemaAttribute, context: Context) => Json> = {
  string: (attribute) => fitting('Lorem ipsum', attribute),
  text: (attribute) => fitting(TEXT, attribute),
  richtext: (attribute) => fitting(`## Lorem ipsum\n\n${TEXT}`, attribute),
  blocks: () => [{ type: 'paragraph', children: [{ type: 'text', text: TEXT }] }],
  email: () => 'someone@example.com',
  uid: (attribute) => fitting('lorem-ipsum', attribute),
  integer: (attribute) => within(1, attribute),
  // A number with more digits than JavaScript's own: Strapi answers it as text.
  biginteger: (attribute) => String(within(1, attribute)),
  float: (attribute) => within(1.5, attribute),
  decimal: (attribute) => within(1.5, attribute),
  boolean: () => true,
  date: (_attribute, { at }) => at.slice(0, 10),
  time: (_attribute, { at }) => at.slice(11, 23),
  datetime: (_attribute, { at }) => at,
  timestamp: (_attribute, { at }) => at,
  json: () => ({ key: 'value' }),
  enumeration: ({ enum: values = [] }) => values[0] ?? null,
  media: ({ multiple }, { attributesOf, at }) => {
    const file = fileIn(attributesOf, at);
    return multiple === true ? [file] : file;
  },
  relation: ({ relation = '', target }, context) => {
    const isMany = relation.endsWith('Many');
    // What a polymorphic relation leads to is not said by its schema.
    if (target === undefined) return isMany ? [] : null;
    const row = isUserType(target)
      ? identity()
      : {
          ...identity(),
          ...valuesOf(context.attributesOf(target), { ...context, isWithin: true }),
        };
    return isMany ? [row] : row;
  },
  component: ({ component = '', repeatable, min = 1 }, context) => {
    if (repeatable !== true)
      return { id: 1, ...valuesOf(context.attributesOf(component), context) };
    return Array.from({ length: Math.max(1, Number(min)) }, (_, index) => ({
      id: index + 1,
      ...valuesOf(context.attributesOf(component), context),
    }));
  },
  dynamiczone: ({ components = [], max = components.length }, context) =>
    components.slice(0, Number(max)).map((component, index) => ({
      __component: component,
      id: index + 1,
      ...valuesOf(context.attributesOf(component), below(context, component)),
    })),
};

function fitting(text: string, { minLength = 0, maxLength = Infinity }: SchemaAttribute): string {
  const long = text.length < minLength ? text.padEnd(minLength, ` ${TEXT}`) : text;
  return long.slice(0, maxLength);
}

function within(value: number, { min = -Infinity, max = Infinity }: SchemaAttribute): number {
  return Math.min(Math.max(value, Number(min)), Number(max));
}
