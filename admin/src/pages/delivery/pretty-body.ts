/** A body made readable: JSON indented, the fields of a form one by one. Null where it is neither. */
export function prettyBody(body: string, contentType: string): string | null {
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    return [...new URLSearchParams(body)]
      .map(([name, value]) => `${name} = ${prettyJson(value) ?? value}`)
      .join('\n');
  }
  return prettyJson(body);
}

export function prettyJson(text: string): string | null {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch (error) {
    // No JSON: there is nothing to make pretty.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** The value of a header, by its name in any case. */
export function headerOf(headers: Record<string, string>, name: string): string {
  const entry = Object.entries(headers).find(([own]) => own.toLowerCase() === name);
  return entry?.[1] ?? '';
}
