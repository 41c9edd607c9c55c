import type { JsonObject } from '../../../contracts/domain';
import { OPERATORS, type OperandKind } from './condition-operators';
import { CONDITION_ROOTS, type ConditionRoot } from './conditions';
import type { Fields } from './schema-fields';

/** What is wrong with a condition, and where. */
export interface ConditionProblem {
  path: string[];
  message: string;
}

const DEEPEST = 12;
const MOST_PARTS = 500;
const LONGEST_TEXT = 1_000;
const LONGEST = 20_000;

/** What a condition may look into: what is in an entry by the schema, and what is the same of every event. */
type Place =
  | { kind: 'root' }
  /** `isWhole`: an entry or an actor, and not a relation or a component, which can be told by a value. */
  | { kind: 'fields'; fields: Fields; isWhole: boolean }
  | { kind: 'value' | 'anything' };

const ACTOR = new Map([
  ['type', { kind: 'value' }],
  ['id', { kind: 'value' }],
] as const);

/**
 * The first thing that is wrong with a condition; undefined where nothing is.
 *
 * @param entry the fields of all types whose events the condition will be asked about, together.
 */
export function checkCondition(condition: unknown, entry: Fields): ConditionProblem | undefined {
  let parts = 0;

  const check = (node: unknown, place: Place, path: string[]): ConditionProblem | undefined => {
    const wrong = (message: string) => ({ path, message });
    parts += 1;
    if (parts > MOST_PARTS) return wrong(`a condition may have ${MOST_PARTS} parts at most`);
    if (path.length > DEEPEST) return wrong(`a condition may be ${DEEPEST} levels deep at most`);
    // The condition itself, and what it says of an entry or an actor; only that there is none is no object.
    const isWhole = place.kind === 'root' || (place.kind === 'fields' && place.isWhole);
    if (Array.isArray(node)) return isWhole ? NO_OBJECT(path) : listOf(node, path);
    if (typeof node !== 'object' || node === null) {
      const isNone = node === null && place.kind !== 'root';
      return isWhole && !isNone ? NO_OBJECT(path) : scalar(node, path);
    }
    if (!isObject(node)) return NO_OBJECT(path);
    for (const [key, part] of Object.entries(node)) {
      const problem = key.startsWith('$')
        ? checkOperator(key, part, place, [...path, key])
        : checkField(key, part, place, [...path, key]);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };

  const checkOperator = (key: string, part: unknown, place: Place, path: string[]) => {
    if (key === '$not') return check(part, place, path);
    if (key === '$and' || key === '$or') {
      if (!Array.isArray(part)) return { path, message: 'takes a list of conditions' };
      for (const [index, one] of part.entries()) {
        const problem = isObject(one)
          ? check(one, place, [...path, String(index)])
          : NO_OBJECT([...path, String(index)]);
        if (problem !== undefined) return problem;
      }
      return undefined;
    }
    const operator = OPERATORS.get(key);
    if (operator === undefined) {
      const known = ['$and', '$or', '$not', ...OPERATORS.keys()].join(', ');
      return { path, message: `is no operator. Operators are: ${known}` };
    }
    if (place.kind === 'root') {
      return { path, message: `needs a field: one of ${CONDITION_ROOTS.join(', ')}` };
    }
    if (
      place.kind === 'fields' &&
      place.isWhole &&
      operator.operand !== 'boolean' &&
      part !== null
    ) {
      return { path, message: 'needs a field: a whole entry or actor is there or not' };
    }
    return OPERANDS[operator.operand](part, path);
  };

  const checkField = (name: string, part: unknown, place: Place, path: string[]) => {
    if (place.kind === 'value') return { path, message: 'asks for a field of what has none' };
    const inner = placeIn(place, name);
    if (inner === undefined) {
      const message =
        place.kind === 'root'
          ? `a condition is about ${CONDITION_ROOTS.join(', ')}`
          : `there is no field '${name}' in anything the webhook hears of`;
      return { path, message };
    }
    return check(part, inner, path);
  };

  const placeIn = (place: Place, name: string): Place | undefined => {
    if (place.kind === 'root') return roots.get(name as ConditionRoot);
    if (place.kind !== 'fields') return { kind: 'anything' };
    const field = place.fields(name);
    if (field === undefined || typeof field === 'string') {
      return field === undefined ? undefined : { kind: field === 'json' ? 'anything' : 'value' };
    }
    return { kind: 'fields', fields: field, isWhole: false };
  };

  const roots = new Map<ConditionRoot, Place>([
    ['entry', { kind: 'fields', fields: entry, isWhole: true }],
    ['previous', { kind: 'fields', fields: entry, isWhole: true }],
    ['changes', { kind: 'value' }],
    ['locale', { kind: 'value' }],
    ['actor', { kind: 'fields', fields: (name) => ACTOR.get(name as 'id')?.kind, isWhole: true }],
  ]);

  const problem = check(condition, { kind: 'root' }, []);
  if (problem !== undefined || JSON.stringify(condition).length <= LONGEST) return problem;
  return { path: [], message: `is longer than ${LONGEST} characters` };
}

type Check = (part: unknown, path: string[]) => ConditionProblem | undefined;

const scalar: Check = (part, path) => {
  if (typeof part === 'string' && part.length > LONGEST_TEXT) {
    return { path, message: `is longer than ${LONGEST_TEXT} characters` };
  }
  const isScalar =
    part === null || ['string', 'boolean'].includes(typeof part) || Number.isFinite(part);
  return isScalar ? undefined : { path, message: 'takes a text, a number, true, false or null' };
};

const text: Check = (part, path) =>
  typeof part === 'string' || typeof part === 'number'
    ? scalar(part, path)
    : { path, message: 'takes a text' };

const listOf: Check = (part, path) => {
  if (!Array.isArray(part)) return { path, message: 'takes a list' };
  if (part.length > MOST_PARTS) return { path, message: `takes ${MOST_PARTS} values at most` };
  for (const [index, one] of part.entries()) {
    const problem = scalar(one, [...path, String(index)]);
    if (problem !== undefined) return problem;
  }
  return undefined;
};

const OPERANDS = {
  scalar,
  text,
  list: listOf,
  pair: (part, path) =>
    Array.isArray(part) && part.length === 2 && !part.includes(null)
      ? listOf(part, path)
      : { path, message: 'takes a list of two values: from and to' },
  boolean: (part, path) =>
    typeof part === 'boolean' ? undefined : { path, message: 'takes true or false' },
} satisfies Record<OperandKind, Check>;

const NO_OBJECT = (path: string[]): ConditionProblem => ({
  path,
  message: 'must be an object of fields and operators',
});

/** Not a date or anything else that is written as JSON in another way than it looks. */
function isObject(part: unknown): part is JsonObject {
  return Object.prototype.toString.call(part) === '[object Object]';
}
