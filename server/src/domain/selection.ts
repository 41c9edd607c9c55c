import type { Json, JsonObject } from '../../../contracts/domain';
import { FILE_UID } from '../constants';
import { isUserType } from './event-catalogue';
import { holdsRows, type Attribute, type AttributesOf } from './schema-fields';

/** What of an entry is told, in Strapi's own words. Null: all that an event holds. */
export interface Selection {
  fields: Json;
  populate: Json;
}

/** The same, read: what a list or `*` stands for. Undefined: all of it. */
export interface ReadSelection {
  fields: ReadonlySet<string> | undefined;
  populate: 'all' | 'every' | ReadonlyMap<string, Json>;
  /** Of the parts of a dynamic zone, by component; others are left out. */
  on: ReadonlyMap<string, Json> | undefined;
}

/** Told whatever was selected: what a row is. */
const IDENTITY = new Set(['id', 'documentId', '__component', '__type']);

/**
 * The part of an entry that a webhook selects. An event is captured once, for all webhooks, so a selection
 * makes it smaller, never larger: nothing comes in that capture has left out. Where no relations are selected,
 * all are told one level deep, however deep the event goes because of another webhook.
 */
export function select(
  entry: JsonObject,
  uid: string,
  selection: Selection,
  attributesOf: AttributesOf
): JsonObject {
  const { fields, populate } = selection;
  const whole = populate === null ? 'all' : readPopulate(populate);
  return selectRow(entry, uid, { fields: readFields(fields), populate: whole, on: undefined });

  function selectRow(row: JsonObject, of: string, asked: ReadSelection): JsonObject {
    const attributes = attributesOf(of);
    return Object.fromEntries(
      Object.entries(row).flatMap(([name, value]) => {
        const attribute = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
        if (attribute === undefined || !holdsRows(attribute)) {
          const isTold = asked.fields?.has(name) ?? true;
          return isTold || IDENTITY.has(name) ? [[name, value]] : [];
        }
        if (asked.populate === 'all') return [[name, oneLevel(value, attribute)]];
        const inner = asked.populate === 'every' ? true : asked.populate.get(name);
        return inner === undefined ? [] : [[name, selectValue(value, attribute, readInner(inner))]];
      })
    );
  }

  /** Rows that are part of the entry with what they point to; rows it points to with nothing below. */
  function oneLevel(value: Json, attribute: Attribute): Json {
    if (Array.isArray(value)) return value.map((part) => oneLevel(part, attribute));
    if (typeof value !== 'object' || value === null) return value;
    const of = typeOf(value, attribute);
    return selectRow(value, of, isPart(attribute) ? EVERYTHING : ITSELF);
  }

  function selectValue(value: Json, attribute: Attribute, asked: ReadSelection): Json {
    if (Array.isArray(value)) {
      return value
        .filter((part) => asked.on === undefined || asked.on.has(componentOf(part)))
        .map((part) => selectValue(part, attribute, asked));
    }
    if (typeof value !== 'object' || value === null) return value;
    const on = asked.on?.get(componentOf(value));
    return selectRow(value, typeOf(value, attribute), on === undefined ? asked : readInner(on));
  }
}

const EVERYTHING: ReadSelection = { fields: undefined, populate: 'all', on: undefined };
const ITSELF: ReadSelection = { ...EVERYTHING, populate: new Map() };

/** Of `fields`: names, or all of them. */
export function readFields(fields: Json | undefined): ReadSelection['fields'] {
  if (fields === null || fields === undefined) return undefined;
  const names = namesIn(fields);
  return names.includes('*') ? undefined : new Set(names);
}

/** Of `populate`: attributes with what is asked of each, or every one of them. */
export function readPopulate(
  populate: Json | undefined
): Exclude<ReadSelection['populate'], 'all'> {
  if (populate === true) return 'every';
  if (typeof populate === 'string' || Array.isArray(populate)) {
    const names = namesIn(populate);
    if (names.includes('*')) return 'every';
    return byFirstName(names);
  }
  const given = Object.entries(populate ?? {});
  return new Map(given.filter(([, inner]) => inner !== false));
}

/** Of what is asked of one attribute. Nothing below it is told unless it is asked for. */
export function readInner(inner: Json): ReadSelection {
  if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) {
    const populate = inner === '*' ? 'every' : readPopulate(inner === true ? {} : inner);
    return { fields: undefined, populate, on: undefined };
  }
  return {
    fields: readFields(inner.fields),
    populate: readPopulate(inner.populate ?? {}),
    on: typeof inner.on === 'object' ? new Map(Object.entries(inner.on ?? {})) : undefined,
  };
}

/** `author.avatar`: the avatar of the author. */
function byFirstName(paths: readonly string[]): Map<string, Json> {
  const below = new Map<string, string[]>();
  for (const path of new Set(paths)) {
    const [name = '', ...rest] = path.split('.');
    const known = below.get(name) ?? [];
    below.set(name, known);
    if (rest.length > 0) known.push(rest.join('.'));
  }
  return new Map(
    [...below].map(([name, rest]) => [name, rest.length === 0 ? true : { populate: rest }])
  );
}

function namesIn(list: Json): string[] {
  const names = Array.isArray(list) ? list : [list];
  return names.flatMap((name) => String(name).split(',')).map((name) => name.trim());
}

export function targetOf({ type, target, component }: Attribute): string | undefined {
  if (type === 'media') return FILE_UID;
  return type === 'relation' ? target : component;
}

/** The type or component whose rows an attribute points to, where anything is told below them. */
export function openTarget(attribute: Attribute): string | undefined {
  const target = targetOf(attribute);
  return target === undefined || target === FILE_UID || isUserType(target) ? undefined : target;
}

/** Whether it holds what belongs to the row itself, rather than rows of their own. */
export function isPart({ type }: Attribute): boolean {
  return type === 'component' || type === 'dynamiczone';
}

/** What a row is of: what the attribute points to, or what the row says itself. */
function typeOf(row: JsonObject, attribute: Attribute): string {
  return targetOf(attribute) ?? (componentOf(row) || String(row.__type ?? ''));
}

function componentOf(part: Json): string {
  const isOfZone = typeof part === 'object' && part !== null && '__component' in part;
  return isOfZone ? String(part.__component) : '';
}
