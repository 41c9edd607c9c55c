import type { Json, JsonObject } from '../../../contracts/domain';
import { FILE_UID } from '../constants';
import { holdsRows, isShown, type Attribute, type AttributesOf } from './schema-fields';
import { openTarget, readInner, readPopulate, type ReadSelection } from './selection';

/**
 * What is asked for below the relations of an entry, beyond the one level that every event holds: by
 * attribute, or of a dynamic zone by component, what lies below. Empty: nothing.
 */
export type Depth = ReadonlyMap<string, Depth>;

export const NO_DEPTH: Depth = new Map();

/** What in a webhook asks for more than one level. */
export interface Asking {
  populate: Json;
  condition?: JsonObject | null;
}

/**
 * How deep a webhook looks into entries of a type, for what it tells and for its condition. Of people and
 * files, nothing lies below; of what Strapi's schema gives no target, nothing is known.
 */
export function depthOf(
  { populate, condition = null }: Asking,
  uid: string,
  attributesOf: AttributesOf
): Depth {
  if (uid === FILE_UID) return NO_DEPTH;
  const told =
    populate === null
      ? NO_DEPTH
      : below({ fields: undefined, populate: readPopulate(populate), on: undefined }, uid);
  const asked = condition === null ? NO_DEPTH : lookedAt(condition, uid);
  return beyondOneLevel(mergeDepths([told, asked]), uid);

  /** Every attribute that is told of a row, with what is told below. */
  function below(asking: ReadSelection, of: string): Depth {
    const { populate: names } = asking;
    const attributes = shownIn(of);
    const given: [string, Json][] =
      names === 'all' || names === 'every'
        ? [...attributes.keys()].map((name) => [name, true])
        : [...names];
    return new Map(
      given.flatMap(([name, inner]) => {
        const attribute = attributes.get(name);
        return attribute === undefined ? [] : [[name, inside(attribute, readInner(inner))]];
      })
    );
  }

  function inside(attribute: Attribute, asking: ReadSelection): Depth {
    if (attribute.type === 'dynamiczone') {
      const parts = attribute.components ?? [];
      return new Map(
        parts.flatMap((part) => {
          const on = asking.on?.get(part);
          if (asking.on !== undefined && on === undefined) return [];
          return [[part, below(on === undefined ? asking : readInner(on), part)]];
        })
      );
    }
    const target = openTarget(attribute);
    return target === undefined ? NO_DEPTH : below(asking, target);
  }

  /** Every attribute that a condition looks into, whatever it asks there. */
  function lookedAt(node: JsonObject, of: string): Depth {
    return mergeDepths(
      Object.entries(node).flatMap(([key, part]) => {
        if (key === 'entry' || key === 'previous') return paths(part, of);
        return key.startsWith('$') ? objectsIn(part).map((one) => lookedAt(one, of)) : [];
      })
    );
  }

  function paths(node: Json, of: string): Depth[] {
    return objectsIn(node).flatMap((fields) =>
      Object.entries(fields).flatMap(([name, part]) => {
        if (name.startsWith('$')) return paths(part, of);
        const attribute = shownIn(of).get(name);
        if (attribute === undefined) return [];
        if (attribute.type === 'dynamiczone') {
          const parts = attribute.components ?? [];
          const each = parts.map((one) => [one, mergeDepths(paths(part, one))] as const);
          return [new Map([[name, new Map(each)]])];
        }
        const target = openTarget(attribute);
        const inner = target === undefined ? NO_DEPTH : mergeDepths(paths(part, target));
        return [new Map([[name, inner]])];
      })
    );
  }

  function shownIn(of: string): ReadonlyMap<string, Attribute> {
    const attributes = Object.entries(attributesOf(of));
    return new Map(attributes.filter(([, one]) => holdsRows(one) && isShown(one)));
  }

  /** Without what an event holds anyway: of entries and their components, the rows they point to. */
  function beyondOneLevel(depth: Depth, of: string): Depth {
    const attributes = shownIn(of);
    return new Map(
      [...depth].flatMap(([name, inner]) => {
        const { type = '', component = '' } = attributes.get(name) ?? {};
        const rest =
          type === 'component'
            ? beyondOneLevel(inner, component)
            : type === 'dynamiczone'
              ? partsBeyondOneLevel(inner)
              : inner;
        return rest.size === 0 ? [] : [[name, rest]];
      })
    );
  }

  function partsBeyondOneLevel(parts: Depth): Depth {
    const rest = [...parts].map(([part, inner]) => [part, beyondOneLevel(inner, part)] as const);
    return new Map(rest.filter(([, inner]) => inner.size > 0));
  }
}

/** Everything that any of them asks for. */
export function mergeDepths(depths: readonly Depth[]): Depth {
  const names = new Set(depths.flatMap((depth) => [...depth.keys()]));
  return new Map(
    [...names].map((name) => [name, mergeDepths(depths.flatMap((depth) => depth.get(name) ?? []))])
  );
}

/** The ways down, one for each end: `author/articles`. */
export function pathsOf(depth: Depth): string[] {
  return [...depth].flatMap(([name, inner]) =>
    inner.size === 0 ? [name] : pathsOf(inner).map((path) => `${name}/${path}`)
  );
}

/** Whether who went these ways down has seen everything that is asked for. */
export function covers(paths: readonly string[], asked: Depth): boolean {
  return pathsOf(asked).every((path) =>
    paths.some((way) => way === path || way.startsWith(`${path}/`))
  );
}

/** How many names lie below each other. */
export function levelsOf(depth: Depth): number {
  return Math.max(0, ...[...depth.values()].map((inner) => 1 + levelsOf(inner)));
}

function objectsIn(part: Json): JsonObject[] {
  return [part].flat().filter((one): one is JsonObject => typeof one === 'object' && one !== null);
}
