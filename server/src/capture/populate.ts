import type { Core, UID } from '@strapi/strapi';
import { NO_DEPTH, type Depth } from '../domain/depth';
import { isUserType } from '../domain/event-catalogue';
import type { Attribute } from '../domain/schema-fields';
import { populatedAttributes } from './attributes';
import { NOTHING_EMPTY, type EmptyPaths } from './empty-attributes';

export type Populate = Record<string, object>;

/** What is asked for below relations, and in which version, where there are two. */
export interface Below {
  depth: Depth;
  /** A filter of the query layer. */
  version: object;
}

/** Rows that one query below a relation may bring; of more, none is told (snapshot.ts). */
export const MOST_ROWS_BELOW = 500;

const REFERENCE = ['id', 'documentId'];

/**
 * What a snapshot is populated with, as Strapi's own webhooks do: relations one level, media in full,
 * components and dynamic zones recursively; below relations what is asked for, drafts below a draft and
 * what is published below all else. What is private is left out: it would be removed again.
 * Of people no more than `id` and `documentId` is read.
 */
export function createPopulates(strapi: Core.Strapi) {
  const attributesOf = (uid: string) => populatedAttributes(strapi, uid);

  const populateOf = (uid: string, empty: EmptyPaths, below: Below, prefix = ''): Populate =>
    Object.fromEntries(
      attributesOf(uid)
        .filter(([name]) => !empty.has(prefix + name))
        .map(([name, attribute]) => {
          const inner = within(below, name);
          return [name, populateAttribute(attribute, empty, inner, prefix + name)];
        })
    );

  const populateAttribute = (
    attribute: Attribute,
    empty: EmptyPaths,
    below: Below,
    path: string
  ): object => {
    const { type, component = '', components = [] } = attribute;
    if (type === 'component') return { populate: populateOf(component, empty, below, `${path}.`) };
    if (type !== 'dynamiczone') return populateBelow(attribute, below);
    const partOf = (uid: string) => populateOf(uid, NOTHING_EMPTY, within(below, uid));
    return { on: Object.fromEntries(components.map((uid) => [uid, { populate: partOf(uid) }])) };
  };

  /** Of a row the entry points to: itself, and below it what is asked for alone. */
  const populateBelow = (attribute: Attribute, below: Below): object => {
    const { type, target, component } = attribute;
    if (type === 'media') return { select: ['*'] };
    if (isUserType(target ?? '')) return { select: REFERENCE };
    if (type !== 'dynamiczone') return populateAsked(component ?? target, below);
    const parts = [...below.depth.keys()];
    return {
      on: Object.fromEntries(parts.map((uid) => [uid, populateAsked(uid, within(below, uid))])),
    };
  };

  /** @param uid undefined for what may be of any type, below which nothing is told. */
  const populateAsked = (uid: string | undefined, below: Below): object => {
    if (uid === undefined || below.depth.size === 0) return {};
    const asked = attributesOf(uid)
      .filter(([name]) => below.depth.has(name))
      .map(([name, attribute]) => {
        const inner = populateBelow(attribute, within(below, name));
        // Zones and what may be of any type are read type by type, which takes no limit.
        const isOne =
          attribute.type !== 'dynamiczone' && attribute.relation?.startsWith('morph') !== true;
        const limit = isOne ? { limit: MOST_ROWS_BELOW + 1 } : {};
        const where = hasVersions(attribute.target) ? { where: below.version } : {};
        return [name, { ...inner, ...limit, ...where }];
      });
    return asked.length === 0 ? {} : { populate: Object.fromEntries(asked) };
  };

  const hasVersions = (uid: string | undefined): boolean =>
    strapi.contentTypes[uid as UID.ContentType]?.options?.draftAndPublish === true;

  return {
    populateOf,

    /** Whether a query below a relation has brought more than is told, and so perhaps not all there is. */
    isTooWide: function isTooWide(
      uid: string,
      rows: readonly object[],
      depth: Depth,
      isBelow = false
    ): boolean {
      const attributes = new Map(attributesOf(uid));
      return [...depth].some(([name, inner]) => {
        const attribute = attributes.get(name);
        if (attribute === undefined) return false;
        const found = rows.flatMap((row) => rowsIn(row, name));
        if (isBelow && found.length > MOST_ROWS_BELOW) return true;
        const { type, target, component } = attribute;
        if (type === 'dynamiczone') {
          return [...inner].some(([part, asked]) =>
            isTooWide(
              part,
              found.filter((one) => one.__component === part),
              asked,
              isBelow
            )
          );
        }
        const of = component ?? target;
        return of !== undefined && isTooWide(of, found, inner, isBelow || type !== 'component');
      });
    },
  };
}

function rowsIn(row: object, name: string): { __component?: unknown }[] {
  const value = (row as Record<string, unknown>)[name];
  return [value].flat().filter((one): one is object => typeof one === 'object' && one !== null);
}

function within({ depth, version }: Below, name: string): Below {
  return { depth: depth.get(name) ?? NO_DEPTH, version };
}
