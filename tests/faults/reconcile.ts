import type { JsonObject } from '../../contracts/domain';
import type { Received } from '../helpers/receiver';

export interface NoteRow {
  documentId: string;
  text: string;
  publishedAt: string | null;
}

export interface Reconciliation {
  /** Facts that committed. */
  written: number;
  /** Events, by their ids. */
  delivered: number;
  /** What committed and was not announced. */
  lost: string[];
  /** What was announced and did not commit. */
  false: string[];
  /** What was announced by more than one event. */
  twice: string[];
  /** Requests beyond the first of an event. */
  duplicated: number;
  /** Duplicates that are not the same bytes. */
  changed: number;
}

/**
 * Compares the notes in the database with what a receiver got, both ways.
 *
 * The writer (instance-process.js) leaves traces by which each fact can be told from its absence: a note
 * that was updated is no `draft` any more, one that was published has a published row, one that was
 * deleted is gone, and one that was rolled back says so in its text. Nothing happens to a note twice.
 */
export function reconcile(
  rows: readonly NoteRow[],
  deleted: readonly string[],
  requests: readonly Received[]
): Reconciliation {
  const bodies = new Map<string, string>();
  let changed = 0;
  for (const { headers, body } of requests) {
    const id = String(headers['webhook-id']);
    if (bodies.has(id) && bodies.get(id) !== body) changed += 1;
    bodies.set(id, body);
  }
  const events = [...bodies.values()].map((body) => JSON.parse(body) as JsonObject);
  const told = new Set<string>();
  const twice: string[] = [];
  for (const event of events) {
    const fact = `${event.event} ${(event.entry as JsonObject).documentId}`;
    if (told.has(fact)) twice.push(fact);
    told.add(fact);
  }
  const rolledBack = events.filter((event) => /rolled back/.test(JSON.stringify(event.entry)));

  const documents = new Set(rows.map((row) => row.documentId));
  const facts = new Set<string>();
  for (const { documentId, text, publishedAt } of rows) {
    facts.add(`entry.create ${documentId}`);
    if (publishedAt !== null) facts.add(`entry.publish ${documentId}`);
    if (isUpdated(text)) facts.add(`entry.update ${documentId}`);
  }
  // Where the row is still there the delete did not commit, whatever its writer was told.
  for (const documentId of deleted.filter((id) => !documents.has(id))) {
    facts.add(`entry.create ${documentId}`);
    facts.add(`entry.delete ${documentId}`);
  }
  // What is gone and whose writer died before it could say so: a create needs its delete.
  for (const fact of told) {
    const [, documentId = ''] = fact.split(' ');
    if (documents.has(documentId)) continue;
    facts.add(`entry.create ${documentId}`);
    facts.add(`entry.delete ${documentId}`);
  }

  return {
    written: facts.size,
    delivered: events.length,
    lost: [...facts].filter((fact) => !told.has(fact)),
    false: [
      ...[...told].filter((fact) => !facts.has(fact)),
      ...rolledBack.map((event) => `rolled back: ${JSON.stringify(event)}`),
    ],
    twice,
    duplicated: requests.length - bodies.size,
    changed,
  };
}

/** Numbers 3, 9, 15, … are created as a draft text and then updated to the plain one. */
function isUpdated(text: string): boolean {
  const match = /^note (\d+)$/.exec(text);
  return match !== null && Number(match[1]) % 6 === 3;
}
