import type { Json } from '../../../contracts/domain';

/** What an operator is given beside it: `$in` wants a list, `$null` a yes or no. */
export type OperandKind = 'scalar' | 'text' | 'list' | 'pair' | 'boolean';

export interface Operator {
  operand: OperandKind;
  /** Whether one value has it. */
  holds(value: Json, operand: Json): boolean;
  /** Of a list: whether it is enough that one element has it, or none may have the contrary. */
  ofList: 'any' | 'all';
}

type Test = (value: Json, operand: Json) => boolean;

const any = (operand: OperandKind, holds: Test): Operator => ({ operand, holds, ofList: 'any' });
/** The contrary of another: of a list, it holds only where the other holds for no element. */
const none = (operand: OperandKind, holds: Test): Operator => ({
  operand,
  holds: (value, given) => !holds(value, given),
  ofList: 'all',
});

const lower = (value: Json): Json => (typeof value === 'string' ? value.toLowerCase() : value);
const folded = (test: Test): Test => {
  return (value, operand) => test(lower(value), lower(operand));
};

const equals: Test = (value, operand) => order(value, operand) === 0;
const isIn: Test = (value, operand) =>
  Array.isArray(operand) && operand.some((one) => equals(value, one));
const isBetween: Test = (value, operand) => {
  const [from = null, to = null] = Array.isArray(operand) ? operand : [];
  const [above, below] = [order(value, from), order(value, to)];
  return above !== undefined && below !== undefined && above >= 0 && below <= 0;
};
const compares = (isMeant: (order: number) => boolean): Test => {
  return (value, operand) => {
    const found = value === null || operand === null ? undefined : order(value, operand);
    return found !== undefined && isMeant(found);
  };
};
const texts = (test: (value: string, operand: string) => boolean): Test => {
  return (value, operand) => {
    const [text, part] = [textOf(value), textOf(operand)];
    return text !== undefined && part !== undefined && test(text, part);
  };
};
/** A number counts as a text; an operand that is neither has no place in one. */
const textOf = (value: Json): string | undefined =>
  typeof value === 'number' || typeof value === 'string' ? String(value) : undefined;
const contains = texts((value, operand) => value.includes(operand));
const startsWith = texts((value, operand) => value.startsWith(operand));
const endsWith = texts((value, operand) => value.endsWith(operand));
const isNull: Test = (value, operand) => (value === null) === operand;

/** The operators of Strapi's filters. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ['$eq', any('scalar', equals)],
  ['$eqi', any('scalar', folded(equals))],
  ['$ne', none('scalar', equals)],
  ['$nei', none('scalar', folded(equals))],
  ['$in', any('list', isIn)],
  ['$notIn', none('list', isIn)],
  [
    '$lt',
    any(
      'scalar',
      compares((found) => found < 0)
    ),
  ],
  [
    '$lte',
    any(
      'scalar',
      compares((found) => found <= 0)
    ),
  ],
  [
    '$gt',
    any(
      'scalar',
      compares((found) => found > 0)
    ),
  ],
  [
    '$gte',
    any(
      'scalar',
      compares((found) => found >= 0)
    ),
  ],
  ['$between', any('pair', isBetween)],
  ['$contains', any('text', contains)],
  ['$containsi', any('text', folded(contains))],
  ['$notContains', none('text', contains)],
  ['$notContainsi', none('text', folded(contains))],
  ['$startsWith', any('text', startsWith)],
  ['$startsWithi', any('text', folded(startsWith))],
  ['$endsWith', any('text', endsWith)],
  ['$endsWithi', any('text', folded(endsWith))],
  ['$null', any('boolean', isNull)],
  ['$notNull', none('boolean', isNull)],
]);

const DATE = /^\d{4}-\d{2}-\d{2}T/;
const NUMBER = /^-?\d+(\.\d+)?$/;

/**
 * Which of two values comes first; undefined where they cannot be told apart that way. A number may be
 * written as a text, as Strapi does with large ones and decimals, and a time in several ways.
 */
function order(value: Json, operand: Json): number | undefined {
  if (value === operand) return 0;
  if (typeof value === 'object' || typeof operand === 'object') return undefined;
  if (typeof value === 'boolean' || typeof operand === 'boolean') return undefined;
  if (typeof value === 'string' && typeof operand === 'string') {
    if (DATE.test(value) && DATE.test(operand)) {
      const between = Date.parse(value) - Date.parse(operand);
      return Number.isNaN(between) ? undefined : between;
    }
    if (!NUMBER.test(value) || !NUMBER.test(operand)) return value < operand ? -1 : 1;
  } else if ([value, operand].some((one) => typeof one === 'string' && !NUMBER.test(one))) {
    return undefined;
  }
  return Number(value) - Number(operand);
}
