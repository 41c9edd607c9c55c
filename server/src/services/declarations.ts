import { errors } from '@strapi/utils';
import { parseCreation, type ParsedCreation, type WebhookCreation } from './webhook-input';

/** A webhook as code: the fields of one, with the key by which it is known from start to start. */
export type DeclaredWebhook = Omit<WebhookCreation, 'key' | 'generateSecret'> & { key: string };

/** One of `webhooks` in the config. */
export interface Declaration {
  /** Where it stands: `webhooks[0]`. */
  path: string;
  key: string;
  input: ParsedCreation;
}

const KEY_WORDS =
  'a text of 1 to 100 characters, by which the webhook is known from start to start';

/**
 * Checks `webhooks` of the config, as far as that can be done without the site's content types.
 *
 * @throws Error naming the path of what is wrong, what was given and what is allowed; never a secret.
 */
export function parseDeclarations(given: readonly unknown[]): Declaration[] {
  const paths = new Map<string, string>();
  return given.map((declared, index) => {
    const path = `webhooks[${index}]`;
    if (typeof declared !== 'object' || declared === null || Array.isArray(declared)) {
      throw wrong(path, declared, 'an object with the fields of a webhook');
    }
    const { key } = declared as { key?: unknown };
    if (typeof key !== 'string' || key.length === 0 || key.length > 100) {
      throw wrong(`${path}.key`, key, KEY_WORDS);
    }
    // As MySQL compares them.
    const earlier = paths.get(key.toLowerCase());
    if (earlier !== undefined) {
      throw wrong(`${path}.key`, key, `another key than that of ${earlier}`);
    }
    paths.set(key.toLowerCase(), path);
    refuseMissingSecrets(path, declared);
    return { path, key, input: inConfig(path, () => parseCreation(declared)) };
  });
}

/** A ValidationError about a field of a declared webhook as an error about the config. */
export function inConfig<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof errors.ValidationError)) throw error;
    const { errors: issues = [] } = error.details as { errors?: Issue[] };
    const sentences = issues.map(
      (issue) => `'${[path, ...issue.path].reduce(joined)}': ${issue.message}.`
    );
    throw new Error(sentences.join(' '), { cause: error });
  }
}

interface Issue {
  path: string[];
  message: string;
}

/** `webhooks[0]`, `headers`, `1`, `name` → `webhooks[0].headers[1].name` */
function joined(path: string, part: string): string {
  return /^\d+$/.test(part) ? `${path}[${part}]` : `${path}.${part}`;
}

/** A secret that the environment does not have must not become a webhook without one. */
function refuseMissingSecrets(path: string, declared: object): void {
  const { secret, generateSecret, headers } = declared as Record<string, unknown>;
  if (generateSecret !== undefined) {
    const words =
      "nothing here, for nobody would see what was made; set 'secret', for instance to env('NAME')";
    throw wrong(`${path}.generateSecret`, generateSecret, words);
  }
  if (Object.hasOwn(declared, 'secret') && secret === undefined) {
    throw wrong(`${path}.secret`, undefined, 'a secret, or no such field (is its variable set?)');
  }
  if (!Array.isArray(headers)) return;
  headers.forEach((header: { secret?: unknown; value?: unknown } | null, index) => {
    if (header?.secret !== true || typeof header.value === 'string') return;
    const words = 'the value of the secret header (is its variable set?)';
    throw wrong(`${path}.headers[${index}].value`, typeof header.value, words);
  });
}

function wrong(path: string, value: unknown, words: string): Error {
  const shown = JSON.stringify(value) ?? String(value);
  return new Error(`'${path}' is ${shown.slice(0, 200)}. Allowed: ${words}.`);
}
