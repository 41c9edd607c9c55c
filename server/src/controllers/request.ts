/** The little of Koa's context that controllers use. */
export interface RequestContext {
  params: Record<string, string | undefined>;
  /** Parsed by Strapi's `query` middleware: texts, nested objects and lists of them. */
  query: unknown;
  request: { body?: unknown };
  status: number;
  state: {
    /** What Strapi has found out of the caller. */
    auth?: unknown;
    /** Of an admin: what the roles allow. */
    userAbility?: { can(action: string): boolean };
    route: { info: { type?: string } };
  };
}

/** What was sent: the fields, or `{ data: fields }` as Strapi's own content API has it. */
export function bodyOf({ request: { body = {} } }: RequestContext): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const [only, ...others] = Object.keys(body);
  return only === 'data' && others.length === 0 ? (body as { data: unknown }).data : body;
}
