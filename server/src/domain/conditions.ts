import type { DomainEvent, Json, JsonObject } from '../../../contracts/domain';
import { OPERATORS } from './condition-operators';

/** The part of an event that a condition looks at. */
export type ConditionSubject = Pick<
  DomainEvent,
  'snapshot' | 'previous' | 'changes' | 'locale' | 'actor'
>;

/** What a condition may begin with. */
export const CONDITION_ROOTS = ['entry', 'previous', 'changes', 'locale', 'actor'] as const;
export type ConditionRoot = (typeof CONDITION_ROOTS)[number];

/**
 * Whether an event is one that a webhook with this condition wants: Strapi's filters, over the event
 * instead of the database. A file is an entry here, too. What is missing is null. A list has what one of
 * its elements has, and lacks what none has; where fields are asked of the elements, one must have all.
 */
export function meetsCondition(condition: JsonObject, event: ConditionSubject): boolean {
  return meets(condition, {
    // Parsed only where it is looked into.
    get entry() {
      return event.snapshot;
    },
    previous: event.previous,
    changes: event.changes,
    locale: event.locale,
    actor: event.actor ?? null,
  });
}

/** Whether a condition asks anything of a part of an event. */
export function mentions(condition: JsonObject, root: ConditionRoot): boolean {
  return Object.entries(condition).some(([key, part]) =>
    key.startsWith('$') ? [part].flat().some((one) => mentions(asObject(one), root)) : key === root
  );
}

function meets(node: Json, value: Json): boolean {
  if (Array.isArray(node)) return holds('$in', value, node);
  if (typeof node !== 'object' || node === null) return holds('$eq', value, node);
  const entries = Object.entries(node);
  if (Array.isArray(value) && entries.some(([key]) => isField(key))) {
    return orNull(value).some((element) => meets(node, element));
  }
  return entries.every(([key, part]) => {
    if (key === '$and') return asList(part).every((one) => meets(one, value));
    if (key === '$or') return asList(part).some((one) => meets(one, value));
    if (key === '$not') return !meets(part, value);
    return isField(key) ? meets(part, fieldOf(value, key)) : holds(key, value, part);
  });
}

function holds(name: string, value: Json, operand: Json): boolean {
  const operator = OPERATORS.get(name);
  if (operator === undefined) return false;
  if (!Array.isArray(value)) return operator.holds(value, operand);
  // A list of texts contains a text as a whole: `changes: { $contains: 'price' }`.
  const asked = MEMBERSHIP.get(name);
  if (asked !== undefined) return holds(asked, value, operand);
  const holdsFor = (element: Json) => operator.holds(element, operand);
  return operator.ofList === 'any' ? orNull(value).some(holdsFor) : orNull(value).every(holdsFor);
}

const MEMBERSHIP: ReadonlyMap<string, string> = new Map([
  ['$contains', '$eq'],
  ['$containsi', '$eqi'],
  ['$notContains', '$ne'],
  ['$notContainsi', '$nei'],
]);

function isField(key: string): boolean {
  return !key.startsWith('$');
}

/** Never what an object inherits: `constructor` is a name like any other. */
function fieldOf(value: Json, name: string): Json {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null;
  return (value as JsonObject)[name] ?? null;
}

/** Nothing in a list is as nothing in a field. */
function orNull(list: Json[]): Json[] {
  return list.length === 0 ? [null] : list;
}

function asList(part: Json): Json[] {
  return Array.isArray(part) ? part : [part];
}

function asObject(part: Json): JsonObject {
  return typeof part === 'object' && part !== null && !Array.isArray(part) ? part : {};
}
