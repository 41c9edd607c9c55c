/** `${env:NAME}`, in the value of a header. */
const REFERENCE = /\$\{env:([A-Za-z_]\w*)\}/g;
const BEGINNING = '${env:';

/** What is wrong with the references in a text; undefined where nothing is. */
export function envProblem(text: string, allowed: readonly string[]): string | undefined {
  const names = [...text.matchAll(REFERENCE)].map(([, name = '']) => name);
  if (text.split(BEGINNING).length - 1 !== names.length) {
    return 'holds a reference that is not written as ${env:NAME}';
  }
  const unknown = names.find((name) => !allowed.includes(name));
  if (unknown === undefined) return undefined;
  return `refers to the environment variable ${unknown}, which is not listed in envInHeaders of the plugin's config`;
}

/** The text with the values in it, and these. `valueOf` throws where there is none. */
export function withEnv(
  text: string,
  valueOf: (name: string) => string
): { text: string; values: string[] } {
  const values: string[] = [];
  const resolved = text.replace(REFERENCE, (_reference, name: string) => {
    const value = valueOf(name);
    values.push(value);
    return value;
  });
  return { text: resolved, values };
}
