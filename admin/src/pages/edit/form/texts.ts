import type { JsonObject } from '../../../../../contracts/domain';

/** What a text says, or what is wrong with it as the parser has it. */
export type Read<T> = { value: T } | { problem: string };

/** JSON that must be an object; nothing where nothing is written. */
export function readObject(text: string): Read<JsonObject | null> {
  if (text.trim() === '') return { value: null };
  const read = readJson(text);
  if ('problem' in read || isObject(read.value)) return read as Read<JsonObject>;
  return { problem: '' };
}

/** Names with commas or line breaks between them, or JSON as Strapi's queries have it. */
export function readNames(text: string): Read<string[] | null> {
  const trimmed = text.trim();
  if (trimmed === '') return { value: null };
  if (!trimmed.startsWith('[')) return { value: trimmed.split(/[\s,]+/).filter(Boolean) };
  const read = readJson(trimmed);
  if ('problem' in read || isNames(read.value)) return read as Read<string[]>;
  return { problem: '' };
}

/** The same, and objects of names. */
export function readPopulate(text: string): Read<string[] | JsonObject | null> {
  return text.trim().startsWith('{') ? readObject(text) : readNames(text);
}

function readJson(text: string): Read<unknown> {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}
