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
  openTarget,
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
      []
    )
  );

  function checkOf(
    asked: ReadSelection,
    of: readonly string[],
    path: string[]
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
      const problem = checkOf(readInner(inner), [component], at);
      if (problem !== undefined) return problem;
    }
    if (asked.populate === 'all') return undefined;
    for (const [name, inner] of asked.populate === 'every' ? [] : asked.populate) {
      const at = [...path, 'populate', name];
      const attributes = attributesNamed(name).filter(holdsRows);
      if (attributes.length === 0) {
        return { path: at, message: 'is no relation, media, component or dynamic zone' };
      }
      const targets = attributes.flatMap(
        (attribute) => attribute.components ?? targetOf(attribute) ?? []
      );
      const read = readInner(inner);
      if (read.on !== undefined && !attributes.some(({ type }) => type === 'dynamiczone')) {
        return { path: [...at, 'on'], message: 'is for dynamic zones alone' };
      }
      if (asksBelow(read) && attributes.every(isClosed)) {
        return { path: [...at, 'populate'], message: whyClosed(targets) };
      }
      const problem = checkOf(read, targets, at);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }
}

/** What is asked for below a row, and never there. */
function asksBelow({ populate }: ReadSelection): boolean {
  return populate !== 'all' && (populate === 'every' || populate.size > 0);
}

function isClosed(attribute: Attribute): boolean {
  return attribute.type !== 'dynamiczone' && openTarget(attribute) === undefined;
}

function whyClosed(targets: readonly string[]): string {
  if (targets.length === 0) return 'nothing is told below what may be of any type';
  return targets.every(isUserType)
    ? 'of people, no more is told than who they are'
    : 'nothing is told below a file';
}

/** Whether it is written as Strapi's `fields` or `populate` are, as far as a selection goes. */
function checkForm(given: Json, path: string[], isPopulate: boolean): SelectionProblem | undefined {
  if (path.length === 1 && JSON.stringify(given).length > LONGEST) {
    return { path, message: `is longer than ${LONGEST} characters` };
  }
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
    if (key === 'on' && (typeof part !== 'object' || part === null || Array.isArray(part))) {
      return { path: at, message: 'must be an object of components' };
    }
    const problem = checkForm(part, at, key !== 'fields');
    if (problem !== undefined) return problem;
  }
  return undefined;
}
