/** JSON with line breaks; null where it is none, or where it already is as it would be. */
export function prettyBody(text: string): string | null {
  try {
    const pretty = JSON.stringify(JSON.parse(text), null, 2);
    return pretty === text ? null : pretty;
  } catch {
    return null;
  }
}
