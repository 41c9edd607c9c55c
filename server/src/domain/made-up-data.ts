import type { Json, JsonObject } from '../../../contracts/domain';

/** Deeper than anybody looks; a schema may refer to itself. */
const DEEPEST = 8;

const TEXTS: Readonly<Record<string, string>> = {
  date: '2026-01-01',
  'date-time': '2026-01-01T00:00:00.000Z',
  email: 'somebody@example.com',
  time: '00:00:00Z',
  uri: 'https://example.com',
  uuid: '00000000-0000-4000-8000-000000000000',
};

/**
 * Data of the shape that a JSON Schema describes, to try webhooks with: its own examples where it has them.
 * It need not fit what a schema says beyond types, such as a pattern.
 */
export function madeUpData(schema: JsonObject | undefined): JsonObject {
  const value = schema === undefined ? {} : madeUp(schema, 0);
  return isObject(value) ? value : {};
}

function madeUp(schema: Json | undefined, depth: number): Json {
  if (!isObject(schema) || depth > DEEPEST) return null;
  const given = [schema.const, schema.default, first(schema.examples), first(schema.enum)];
  const known = given.find((value) => value !== undefined);
  if (known !== undefined) return known;
  const choice = first(schema.anyOf) ?? first(schema.oneOf) ?? first(schema.allOf);
  if (choice !== undefined) return madeUp(choice, depth + 1);
  switch (typeOf(schema)) {
    case 'object':
      return Object.fromEntries(
        Object.entries(isObject(schema.properties) ? schema.properties : {}).map(
          ([name, property]) => [name, madeUp(property, depth + 1)]
        )
      );
    case 'array':
      return isObject(schema.items) ? [madeUp(schema.items, depth + 1)] : [];
    case 'integer':
    case 'number':
      return typeof schema.minimum === 'number' ? schema.minimum : 1;
    case 'boolean':
      return true;
    case 'string':
      return TEXTS[String(schema.format)] ?? 'text';
    default:
      return null;
  }
}

function typeOf({ type, properties }: JsonObject): Json | undefined {
  if (Array.isArray(type)) return type.find((one) => one !== 'null');
  return type ?? (properties === undefined ? undefined : 'object');
}

function first(list: Json | undefined): Json | undefined {
  return Array.isArray(list) ? list[0] : undefined;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
