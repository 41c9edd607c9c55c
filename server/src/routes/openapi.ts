import { z } from 'zod';
import type { JsonObject } from '../../../contracts/domain';
import type { EventTypeInfo } from '../../../contracts/events';
import { PLUGIN_ID, PLUGIN_VERSION } from '../constants';
import { ENDPOINTS, type Endpoint } from './endpoints';
import { ANSWER_SCHEMAS } from './openapi-schemas';
import { OPERATIONS, type Operation } from './operations';

const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });
const content = (schema: JsonObject): JsonObject => ({ 'application/json': { schema } });

/**
 * OpenAPI 3.1 of the REST API, and under `webhooks` of what is sent: requests that the site makes, one
 * for each event type.
 */
export function openApiDocument(eventTypes: readonly EventTypeInfo[]): JsonObject {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Lifecycle Webhooks',
      version: PLUGIN_VERSION,
      description: 'Webhooks of a Strapi site: managed here, and what they receive.',
    },
    servers: [{ url: `/api/${PLUGIN_ID}`, description: 'With an API token' }],
    security: [{ apiToken: [] }],
    paths: pathsOf(ENDPOINTS),
    webhooks: Object.fromEntries(eventTypes.map((info) => [info.type, receivedOf(info)])),
    components: {
      securitySchemes: { apiToken: { type: 'http', scheme: 'bearer' } },
      schemas: { ...ANSWER_SCHEMAS },
    },
  };
}

function pathsOf(endpoints: readonly Endpoint[]): JsonObject {
  const paths: Record<string, JsonObject> = {};
  for (const endpoint of endpoints) {
    const path = endpoint.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operationOf(endpoint) };
  }
  return paths;
}

function operationOf({ path, handler, method }: Endpoint): JsonObject {
  const operation = OPERATIONS[handler];
  const named = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const parameters = [...named, ...(operation?.query ? queryOf(operation.query) : [])];
  const id = path.includes('/webhooks/:id/') ? `${handler}.ofWebhook` : handler;
  return {
    operationId: id,
    tags: [handler.split('.')[0] ?? ''],
    summary: operation?.summary ?? '',
    description: `Needs the scope \`plugin::${PLUGIN_ID}.${handler}\`.`,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(operation?.body && method !== 'GET'
      ? { requestBody: { required: true, content: content(inputOf(operation.body)) } }
      : {}),
    responses: responsesOf(operation),
  };
}

function responsesOf(operation: Operation | undefined): JsonObject {
  const { status = 200, answer, isList = false, otherStatus = {} } = operation ?? {};
  const data = answer === undefined ? { type: 'object' } : ref(answer);
  const properties: JsonObject = isList
    ? { data: { type: 'array', items: data }, meta: { type: 'object' } }
    : { data };
  const schema = { type: 'object', required: ['data'], properties };
  return {
    [status]: {
      description: 'The answer',
      ...(status === 204 ? {} : { content: content(schema) }),
    },
    ...Object.fromEntries(
      Object.entries(otherStatus).map(([other, description]) => [
        other,
        { description, content: content(schema) },
      ])
    ),
    '4XX': { description: 'What was wrong with the request', content: content(ref('Error')) },
  };
}

/** Strapi reads nested queries in brackets: `pagination[pageSize]`. */
function queryOf(schema: z.ZodType): JsonObject[] {
  const { properties = {} } = inputOf(schema) as { properties?: JsonObject };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: 'query',
    schema: property,
    ...(isObject(property) ? { style: 'deepObject', explode: true } : {}),
  }));
}

function isObject(schema: unknown): boolean {
  return typeof schema === 'object' && schema !== null && 'properties' in schema;
}

/** As it is sent, before it is parsed. */
function inputOf(schema: z.ZodType): JsonObject {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest as JsonObject;
}

function receivedOf({ description, schema }: EventTypeInfo): JsonObject {
  const header = (name: string, about: string) => ({
    name,
    in: 'header',
    required: true,
    description: about,
    schema: { type: 'string' },
  });
  return {
    post: {
      summary: description,
      parameters: [
        header('X-Strapi-Event', 'The event type.'),
        header('webhook-id', "The event's id, the same on every attempt."),
        header('webhook-timestamp', 'Unix seconds of the attempt.'),
      ],
      requestBody: { required: true, content: content(schema) },
      responses: { '2XX': { description: 'It has arrived. Anything else is tried again.' } },
    },
  };
}
