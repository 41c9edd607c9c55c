import type { EventPattern, Json, JsonObject } from '../../../contracts/domain';
import { FILE_UID } from '../constants';
import { checkCondition } from '../domain/condition-check';
import { expandPattern, familyOf, type EventFamily } from '../domain/event-catalogue';
import { envProblem } from '../domain/env-references';
import { depthOf, levelsOf } from '../domain/depth';
import { checkSelection } from '../domain/selection-check';
import { fieldsOf, type AttributesOf } from '../domain/schema-fields';
import { refusal } from './webhook-input';

export interface ShapingDeps {
  attributesOf: AttributesOf;
  /** The types whose entries can be announced. */
  announcedTypes(): readonly string[];
  /** What is wrong with an expression. */
  problemOfTransform(source: string): string | undefined;
  /** Names of environment variables that header values may refer to. */
  envInHeaders: readonly string[];
}

/** What is asked of a webhook's events and bodies. */
export interface Shaped {
  events?: readonly EventPattern[];
  contentTypes?: readonly string[];
  fields?: Json;
  populate?: Json;
  condition?: JsonObject | null;
  transform?: string | null;
}

/** What is changed of it, headers included. */
export interface ShapedChange extends Shaped {
  headers?: readonly { value?: string | null }[];
}

/** How far a webhook may look beyond what every event holds: each level is read at every change. */
const MOST_LEVELS = 5;

/** Whether what a webhook asks can be answered, by the schemas of what it hears of. */
export function createShaping(deps: ShapingDeps) {
  const typesOf = ({ events = [], contentTypes = [] }: Shaped): string[] => {
    const families = new Set<EventFamily>(events.flatMap(expandPattern).map(familyOf));
    const entries = contentTypes.length === 0 ? deps.announcedTypes() : contentTypes;
    return [
      ...(families.has('entry') ? entries : []),
      ...(families.has('media') ? [FILE_UID] : []),
    ];
  };

  /** @throws ValidationError */
  const checkDepth = (webhook: Shaped): void => {
    const { populate = null, condition = null } = webhook;
    for (const uid of typesOf(webhook)) {
      for (const asking of [
        { populate, condition: null },
        { populate: null, condition },
      ]) {
        if (levelsOf(depthOf(asking, uid, deps.attributesOf)) <= MOST_LEVELS) continue;
        const field = asking.condition === null ? 'populate' : 'condition';
        throw refusal([field], `goes more than ${MOST_LEVELS} levels deep`);
      }
    }
  };

  return {
    /**
     * @param given what is to be changed: what is not is not checked again.
     * @param webhook what it will be.
     * @throws ValidationError naming what is wrong with which field.
     */
    check(given: ShapedChange, webhook: Shaped): void {
      for (const [index, { value }] of (given.headers ?? []).entries()) {
        const problem = envProblem(value ?? '', deps.envInHeaders);
        if (problem !== undefined) throw refusal(['headers', index, 'value'], problem);
      }
      const asksElse = given.events !== undefined || given.contentTypes !== undefined;
      const { condition, transform } = webhook;
      if (condition && (given.condition !== undefined || asksElse)) {
        const problem = checkCondition(condition, fieldsOf(typesOf(webhook), deps.attributesOf));
        if (problem) throw refusal(['condition', ...problem.path], problem.message);
      }
      const { fields = null, populate = null } = webhook;
      const asksOf = given.fields !== undefined || given.populate !== undefined;
      if ((fields !== null || populate !== null) && (asksOf || asksElse)) {
        const problem = checkSelection({ fields, populate }, typesOf(webhook), deps.attributesOf);
        if (problem) throw refusal(problem.path, problem.message);
      }
      if (asksOf || asksElse || given.condition !== undefined) checkDepth(webhook);
      if (transform && given.transform !== undefined) {
        const problem = deps.problemOfTransform(transform);
        if (problem !== undefined) throw refusal(['transform'], problem);
      }
    },
  };
}

export type Shaping = ReturnType<typeof createShaping>;
