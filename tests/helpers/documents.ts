import type { UID } from '@strapi/strapi';
import type { TestStrapi } from './strapi';

export interface Doc extends Record<string, unknown> {
  id: number;
  documentId: string;
}

type Params = Record<string, unknown>;

/** The document service of the fixture's types, which have no generated TypeScript types. */
export interface Documents {
  create(params: Params): Promise<Doc>;
  update(params: Params): Promise<Doc>;
  delete(params: Params): Promise<{ entries: Doc[] }>;
  clone(params: Params): Promise<{ entries: Doc[] }>;
  publish(params: Params): Promise<{ entries: Doc[] }>;
  unpublish(params: Params): Promise<{ entries: Doc[] }>;
  discardDraft(params: Params): Promise<{ entries: Doc[] }>;
  findOne(params: Params): Promise<Doc | null>;
}

export function documentsOf(app: TestStrapi, uid: string): Documents {
  return app.strapi.documents(uid as UID.ContentType) as unknown as Documents;
}

export interface Query {
  create(params: Params): Promise<Doc>;
  createMany(params: Params): Promise<{ count: number; ids: number[] }>;
  update(params: Params): Promise<Doc | null>;
  updateMany(params: Params): Promise<{ count: number }>;
  delete(params: Params): Promise<Doc | null>;
  deleteMany(params: Params): Promise<{ count: number }>;
  findOne(params: Params): Promise<Doc | null>;
  findMany(params: Params): Promise<Doc[]>;
  count(params?: Params): Promise<number>;
}

export function queryOf(app: TestStrapi, uid: string): Query {
  return app.strapi.db.query(uid as UID.Schema) as unknown as Query;
}
