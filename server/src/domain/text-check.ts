/** What is wrong with a text somewhere in data, and where. */
export interface TextProblem {
  path: string[];
  message: string;
}

/** Deeper than anything a request can mean, and far from what exhausts the stack of those who look into it. */
const MOST_LEVELS = 100;

/**
 * Texts that not every database can keep, names of fields included: PostgreSQL has no NUL in a text, and
 * neither it nor MySQL has half a character (a surrogate without the other) in JSON. What one database
 * refuses is refused on all.
 */
export function textProblem(data: unknown, path: string[] = []): TextProblem | undefined {
  if (typeof data === 'string') return problemOf(data, path);
  if (typeof data !== 'object' || data === null) return undefined;
  if (path.length === MOST_LEVELS) {
    // The field, also where it is one of a draft.
    return { path: path.slice(0, 2), message: `is nested more than ${MOST_LEVELS} levels deep` };
  }
  for (const [name, value] of Object.entries(data)) {
    const problem = problemOf(name, path) ?? textProblem(value, [...path, name]);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function problemOf(text: string, path: string[]): TextProblem | undefined {
  if (text.includes('\0')) return { path, message: 'holds a NUL character' };
  if (/\p{Surrogate}/u.test(text)) return { path, message: 'holds half of a character' };
  return undefined;
}
