import type { Json } from '../../../contracts/domain';
import {
  holdsRows,
  isShown,
  ALWAYS_SHOWN,
  type Attribute,
  type AttributesOf,
} from './schema-fields';
import { isUserType } from './event-catalogue';
import {
  readFields,
  readInner,
  readPopulate,
  targetOf,
  type ReadSelection,
  type Selection,
} from './selection';

export interface SelectionProblem {
  path: string[];
  message: string;
}

const LONGEST = 10_000;
const DEEPEST = 10;
const INNER = new Set(['fields', 'populate', 'on']);

/** The first thing that is wrong with a selection from entries of any of these types; undefined where nothing is. */
export function checkSelection(
  { fields, populate }: Selection,
  uids: readonly string[],
  attributesOf: AttributesOf
): SelectionProblem | undefined {
  return (
    checkForm(fields, ['fields'], false) ??
    checkForm(populate, ['populate'], true) ??
    checkOf(
      {
        fields: readFields(fields),
        populate: populate === null ? 'all' : readPopulate(populate),
        on: undefined,
      },
      uids,
      [],
      true
    )
  );

  /** @param canPopulate whether an event holds what lies below. */
  function checkOf(
    asked: ReadSelection,
    of: readonly string[],
    path: string[],
    canPopulate: boolean
  ): SelectionProblem | undefined {
    const attributesNamed = (name: string): Attribute[] =>
      of
        .filter((uid) => !isUserType(uid))
        .map((uid) => new Map(Object.entries(attributesOf(uid))).get(name))
        .filter((found): found is Attribute => found !== undefined && isShown(found));

    for (const name of asked.fields ?? []) {
      const isOwn = attributesNamed(name).some((attribute) => !holdsRows(attribute));
      const isPerson = of.length > 0 && of.every(isUserType);
      const isTold = isOwn || name === 'id' || name === 'documentId';
      if (isTold || (ALWAYS_SHOWN.has(name) && !isPerson)) continue;
      return { path: [...path, 'fields'], message: `there is no field '${name}' to tell of` };
    }
    for (const [component, inner] of asked.on ?? []) {
      if (!of.includes(component)) {
        return { path: [...path, 'on', component], message: 'is no component of this field' };
      }
      const at = [...path, 'on', component];
      const problem = checkOf(readInner(inner), [component], at, canPopulate);
      if (problem !== undefined) return problem;
    }
    if (asked.populate === 'all') return undefined;
    const named = asked.populate === 'every' ? [] : [...asked.populate];
    if (!canPopulate && (asked.populate === 'every' || named.length > 0)) {
      return { path: [...path, 'populate'], message: 'relations are told one level deep' };
    }
    for (const [name, inner] of named) {
      const at = [...path, 'populate', name];
      const attributes = attributesNamed(name).filter(holdsRows);
      if (attributes.length === 0) {
        return { path: at, message: 'is no relation, media, component or dynamic zone' };
      }
      const targets = attributes.flatMap(
        (attribute) => attribute.components ?? targetOf(attribute) ?? []
      );
      const isPart = attributes.every(({ type }) => type === 'component' || type === 'dynamiczone');
      const problem = checkOf(readInner(inner), targets, at, isPart);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }
}

/** Whether it is written as Strapi's `fields` or `populate` are, as far as a selection goes. */
function checkForm(given: Json, path: string[], isPopulate: boolean): SelectionProblem | undefined {
  if (given === null || typeof given === 'string') return undefined;
  if (path.length > DEEPEST) return { path, message: 'is too deep' };
  if (Array.isArray(given)) {
    const areNames = given.every((name) => typeof name === 'string');
    return areNames ? undefined : { path, message: 'must be a list of names' };
  }
  if (isPopulate && typeof given === 'boolean') return undefined;
  if (!isPopulate || typeof given !== 'object') {
    const words = isPopulate ? ', or an object of them' : '';
    return { path, message: `must be '*', a name or a list of names${words}` };
  }
  if (path.length === 1 && JSON.stringify(given).length > LONGEST) {
    return { path, message: `is longer than ${LONGEST} characters` };
  }
  for (const [name, inner] of Object.entries(given)) {
    const problem = checkInner(inner, [...path, name]);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** What is asked of one attribute: all of it, or some of its `fields`, `populate` and `on`. */
function checkInner(inner: Json, path: string[]): SelectionProblem | undefined {
  if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) {
    const isAsked = typeof inner === 'boolean' || typeof inner === 'string' || Array.isArray(inner);
    return isAsked ? checkForm(inner, path, true) : { path, message: 'must be true or an object' };
  }
  for (const [key, part] of Object.entries(inner)) {
    const at = [...path, key];
    if (!INNER.has(key)) return { path: at, message: 'takes fields, populate and on alone' };
    const problem = checkForm(part, at, key !== 'fields');
    if (problem !== undefined) return problem;
  }
  return undefined;
}
