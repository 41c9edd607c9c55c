/** A URL without user name and password, and the header that says the same. */
export interface SplitUrl {
  url: string;
  /** `Basic …` (RFC 7617); null where the URL holds neither. */
  authorization: string | null;
}

/**
 * Takes user name and password out of a URL: URLs are shown, stored as they are and logged by whoever they
 * pass.
 *
 * @returns undefined where they cannot be a header: an escape that is none, a control character, or a user
 * name with a colon, at which the receiver would part the two.
 */
export function splitUrl(text: string): SplitUrl | undefined {
  const url = new URL(text);
  if (url.username === '' && url.password === '') return { url: text, authorization: null };
  const [user, password] = [decoded(url.username), decoded(url.password)];
  if (user === undefined || password === undefined || user.includes(':')) return undefined;
  const credentials = Buffer.from(`${user}:${password}`, 'utf8').toString('base64');
  url.username = '';
  url.password = '';
  return { url: url.href, authorization: `Basic ${credentials}` };
}

function decoded(text: string): string | undefined {
  try {
    const plain = decodeURIComponent(text);
    return /\p{Cc}/u.test(plain) ? undefined : plain;
  } catch {
    // A percent sign that begins no escape.
    return undefined;
  }
}
