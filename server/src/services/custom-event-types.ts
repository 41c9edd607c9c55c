import { errors } from '@strapi/utils';
import { z } from 'zod';
import type { CustomEventType, JsonObject } from '../../../contracts/domain';
import type { CustomEventTypeOptions } from '../../../contracts/events';
import { CUSTOM_NAME_RULE, isCustomType } from '../domain/event-catalogue';

export interface RegisteredEventType {
  type: CustomEventType;
  description: string;
  schema: JsonObject | undefined;
  /** @throws ValidationError where the data does not fit the schema. */
  check(data: JsonObject): void;
}

/**
 * Event types of the site's own: those of the config, and those its code registers.
 * @param features those that Strapi's features and plugins tell of, at present.
 */
export function createCustomEventTypes(features: () => readonly string[]) {
  const types = new Map<string, RegisteredEventType>();
  const ofFeatures = () =>
    features().map((type) => ({
      type: type as CustomEventType,
      description:
        "Of a feature or a plugin of this site, as Strapi's own webhooks are told of it.",
      schema: undefined,
      check: () => undefined,
    }));

  return {
    /**
     * Makes a type known, from then on and until the process ends; code does so at every start, in
     * `register` or `bootstrap`. The last registration of a name counts.
     * @throws ValidationError for a name that is taken or no name, and for what is no JSON Schema.
     */
    register(type: string, { description = '', schema }: CustomEventTypeOptions = {}): void {
      if (!isCustomType(type)) {
        throw new errors.ValidationError(`The event type '${type}' must be ${CUSTOM_NAME_RULE}`);
      }
      const validator = schema === undefined ? undefined : validatorOf(type, schema);
      types.set(type, {
        type,
        description,
        schema,
        check: (data) => {
          const result = validator?.safeParse(data);
          if (result === undefined || result.success) return;
          const [issue] = result.error.issues;
          const path = ['data', ...(issue?.path ?? [])].join('.');
          throw new errors.ValidationError(`${type}: ${path}: ${issue?.message}`);
        },
      });
    },

    find: (type: string): RegisteredEventType | undefined =>
      types.get(type) ?? ofFeatures().find((feature) => feature.type === type),
    all: (): RegisteredEventType[] => [
      ...types.values(),
      ...ofFeatures().filter(({ type }) => !types.has(type)),
    ],
  };
}

export type CustomEventTypes = ReturnType<typeof createCustomEventTypes>;

function validatorOf(type: string, schema: JsonObject): z.ZodType {
  try {
    return z.fromJSONSchema(schema);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new errors.ValidationError(`The schema of '${type}' cannot be used: ${why}`);
  }
}
