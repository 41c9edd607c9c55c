import { refusal } from './webhook-input';

/** Refuses content types whose entries are never announced. */
export function createContentTypeCheck(canBeAnnounced: (uid: string) => boolean | undefined) {
  /** @throws ValidationError naming the first of them and why. */
  return (uids: readonly string[]): void => {
    for (const uid of uids) {
      const possible = canBeAnnounced(uid);
      if (possible === true) continue;
      const why = possible === undefined ? 'is no content type' : 'is never announced';
      throw refusal(['contentTypes'], `'${uid}' ${why}`);
    }
  };
}
