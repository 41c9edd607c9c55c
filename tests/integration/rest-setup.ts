import { adminClient, restClient, type RestClient } from '../helpers/rest';
import type { TestStrapi } from '../helpers/strapi';

export const APIS = ['the content API', 'the admin API'] as const;

/** Of both APIs: what is sent to a path under the plugin's own. */
export type Call = (method: string, path: string, body?: unknown) => Promise<Answered>;

export interface Answered {
  status: number;
  data: Record<string, unknown> & Record<string, unknown>[];
  meta: Record<string, unknown>;
  error: { status: number; name: string; message: string; details: { errors?: Issue[] } };
}

export interface Issue {
  path: string[];
  message: string;
}

export async function bothApis(app: TestStrapi): Promise<Record<(typeof APIS)[number], Call>> {
  return {
    'the content API': contentApi(await restClient(app)),
    'the admin API': adminApi(await adminClient(app)),
  };
}

export const contentApi = (client: RestClient): Call => under('/api/lifecycle-webhooks', client);
export const adminApi = (client: RestClient): Call => under('/lifecycle-webhooks', client);

function under(prefix: string, client: RestClient): Call {
  return async (method, path, body) => {
    const answer = await client(method, prefix + path, body);
    return { status: answer.status, ...(answer.body as Omit<Answered, 'status'>) };
  };
}

/** An answer in Strapi's form that refuses with a status and says these words. */
export function expectRefusal(answer: Answered, status: number, ...says: string[]): void {
  expect(answer.status).toBe(status);
  expect(answer.error).toMatchObject({
    status,
    name: status === 404 ? 'NotFoundError' : 'ValidationError',
    message: expect.any(String),
  });
  for (const words of says) expect(answer.error.message).toContain(words);
}
