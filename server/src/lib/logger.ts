export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** Strapi's own: winston formats also the lines that its level leaves out. */
interface SiteLogger extends Logger {
  isDebugEnabled?(): boolean;
}

/** Every line of the plugin says whose it is. */
export function createLogger(log: SiteLogger): Logger {
  const prefixed = (message: string) => `[lifecycle-webhooks] ${message}`;
  return {
    debug: (message) => {
      if (log.isDebugEnabled?.() !== false) log.debug(prefixed(message));
    },
    info: (message) => log.info(prefixed(message)),
    warn: (message) => log.warn(prefixed(message)),
    error: (message) => log.error(prefixed(message)),
  };
}

/** The message of anything thrown, with its causes: what happened, and what made it happen. */
export function describeError(error: unknown): string {
  if (!isError(error)) return String(error);
  const cause = error.cause === undefined ? '' : ` (cause: ${describeError(error.cause)})`;
  return `${withoutValues(error.message)}${cause}`;
}

/** By shape: a database driver may throw errors of another realm. */
function isError(value: unknown): value is { message: string; cause?: unknown } {
  return typeof value === 'object' && value !== null && 'message' in value;
}

/** A statement up to the first of the plugin's tables it names, and what the database said of it. */
const STATEMENT =
  /^((?:select|insert|update|delete)\b.*?[`"]lifecycle_webhooks\w*[`"]).*( - .*?)$/is;

/** Knex puts the statement before what the database said, with every value in it: whole payloads. */
function withoutValues(message: string): string {
  const [, statement] = STATEMENT.exec(message) ?? [];
  if (statement === undefined) return message;
  return `${statement} …${message.slice(message.lastIndexOf(' - '))}`;
}
