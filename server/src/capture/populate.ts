import type { Core, UID } from '@strapi/strapi';
import type { Knex } from 'knex';
import { NO_DEPTH, type Depth } from '../domain/depth';
import { isUserType } from '../domain/event-catalogue';

/** An attribute of a schema, as far as populating goes. */
interface Attribute {
  type: string;
  private?: boolean;
  relation?: string;
  target?: string;
  multiple?: boolean;
  repeatable?: boolean;
  component?: string;
  components?: string[];
  unstable_virtual?: boolean;
}

/** Where the database keeps what an attribute points to. */
interface Links {
  morphBy?: string;
  target?: string;
  joinTable?: {
    name: string;
    joinColumn: { name: string };
    inverseJoinColumn?: { name: string };
    morphColumn?: { idColumn: { name: string }; typeColumn: { name: string } };
    on?: Record<string, string>;
  };
}

export type Populate = Record<string, object>;

/** What is asked for below relations, and in which version, where there are two. */
export interface Below {
  depth: Depth;
  /** A filter of the query layer. */
  version: object;
}

/** Attributes of an entry that hold nothing, by their path: `cover`, `seo.image`. */
export type EmptyPaths = ReadonlySet<string>;

/** Which attributes of a row hold anything, as the expressions of one select. */
interface Question {
  paths: readonly string[];
  expressions: string;
  /** `ANY_ID` stands for the id of the row. */
  bindings: readonly Knex.RawBinding[];
}

/** Rows that one query below a relation may bring; of more, none is told (snapshot.ts). */
export const MOST_ROWS_BELOW = 500;

const NOTHING: EmptyPaths = new Set();
const REFERENCE = ['id', 'documentId'];

/** No row has it. */
const ANY_ID = -1;

/** With fewer attributes than this, asking which are empty costs more than it spares; so it does with more. */
const WORTH_ASKING = { from: 3, to: 60 };

/**
 * What a snapshot is populated with, as Strapi's own webhooks do: relations one level, media in full,
 * components and dynamic zones recursively; below relations what is asked for, drafts below a draft and
 * what is published below all else. What is private is left out: it would be removed again.
 * Of people no more than `id` and `documentId` is read.
 *
 * Strapi runs a query for each populated attribute, and most attributes of most entries are empty. So
 * one query first asks which of them hold anything, also within components (docs/benchmarks.md).
 */
export function createPopulates(strapi: Core.Strapi) {
  const questions = new Map<string, Question | null>();
  const { db } = strapi;

  const attributesOf = (uid: string) =>
    Object.entries(
      strapi.getModel(uid as UID.Schema).attributes as unknown as Record<string, Attribute>
    ).filter(([, attribute]) => isPopulated(attribute));

  const populateOf = (uid: string, empty: EmptyPaths, below: Below, prefix = ''): Populate =>
    Object.fromEntries(
      attributesOf(uid)
        .filter(([name]) => !empty.has(prefix + name))
        .map(([name, attribute]) => {
          const inner = within(below, name);
          return [name, populateAttribute(attribute, empty, inner, prefix + name)];
        })
    );

  const populateAttribute = (
    attribute: Attribute,
    empty: EmptyPaths,
    below: Below,
    path: string
  ): object => {
    const { type, component = '', components = [] } = attribute;
    if (type === 'component') return { populate: populateOf(component, empty, below, `${path}.`) };
    if (type !== 'dynamiczone') return populateBelow(attribute, below);
    const partOf = (uid: string) => populateOf(uid, NOTHING, within(below, uid));
    return { on: Object.fromEntries(components.map((uid) => [uid, { populate: partOf(uid) }])) };
  };

  /** Of a row the entry points to: itself, and below it what is asked for alone. */
  const populateBelow = (attribute: Attribute, below: Below): object => {
    const { type, target, component } = attribute;
    if (type === 'media') return { select: ['*'] };
    if (isUserType(target ?? '')) return { select: REFERENCE };
    if (type !== 'dynamiczone') return populateAsked(component ?? target, below);
    const parts = [...below.depth.keys()];
    return {
      on: Object.fromEntries(parts.map((uid) => [uid, populateAsked(uid, within(below, uid))])),
    };
  };

  /** @param uid undefined for what may be of any type, below which nothing is told. */
  const populateAsked = (uid: string | undefined, below: Below): object => {
    if (uid === undefined || below.depth.size === 0) return {};
    const asked = attributesOf(uid)
      .filter(([name]) => below.depth.has(name))
      .map(([name, attribute]) => {
        const inner = populateBelow(attribute, within(below, name));
        // Zones and what may be of any type are read type by type, which takes no limit.
        const isOne =
          attribute.type !== 'dynamiczone' && attribute.relation?.startsWith('morph') !== true;
        const limit = isOne ? { limit: MOST_ROWS_BELOW + 1 } : {};
        const where = hasVersions(attribute.target) ? { where: below.version } : {};
        return [name, { ...inner, ...limit, ...where }];
      });
    return asked.length === 0 ? {} : { populate: Object.fromEntries(asked) };
  };

  const hasVersions = (uid: string | undefined): boolean =>
    strapi.contentTypes[uid as UID.ContentType]?.options?.draftAndPublish === true;

  const linksOf = (uid: string, name: string) =>
    db.metadata.get(uid).attributes[name] as unknown as Links | undefined;

  /** The rows of a join table that belong to an attribute of some rows; none where it has no table. */
  const linksTo = (uid: string, name: string, ids: number | Knex.QueryBuilder) => {
    const { joinTable, morphBy, target } = linksOf(uid, name) ?? {};
    const inverse =
      morphBy === undefined || target === undefined
        ? undefined
        : linksOf(target, morphBy)?.joinTable;
    const { table, column, and } = inverse?.morphColumn
      ? {
          table: inverse.name,
          column: inverse.morphColumn.idColumn.name,
          and: { [inverse.morphColumn.typeColumn.name]: uid, field: name },
        }
      : { table: joinTable?.name, column: joinTable?.joinColumn.name, and: joinTable?.on ?? {} };
    if (table === undefined || column === undefined) return undefined;
    const links = db.getConnection(table).where(and);
    return typeof ids === 'number' ? links.where(column, ids) : links.whereIn(column, ids);
  };

  /** Every attribute one can ask about, with the rows that would say it holds something. */
  function* askable(
    uid: string,
    ids: number | Knex.QueryBuilder,
    prefix = ''
  ): Generator<[path: string, links: Knex.QueryBuilder]> {
    for (const [name, attribute] of attributesOf(uid)) {
      const links = linksTo(uid, name, ids);
      if (links === undefined) continue;
      yield [prefix + name, links.clone().select(db.connection.raw('1'))];
      const inner = linksOf(uid, name)?.joinTable?.inverseJoinColumn?.name;
      if (attribute.type === 'component' && inner !== undefined) {
        yield* askable(attribute.component ?? '', links.clone().select(inner), `${prefix}${name}.`);
      }
    }
  }

  const questionOf = (uid: string): Question | null => {
    let question = questions.get(uid);
    if (question === undefined) {
      const asked = [...askable(uid, ANY_ID)];
      const parts = asked.map(([, links], index) =>
        db.connection.raw('exists ? as ??', [links, `a${index}`])
      );
      const { sql, bindings } = db.connection.select(parts).toSQL();
      question =
        parts.length < WORTH_ASKING.from || parts.length > WORTH_ASKING.to
          ? null
          : {
              paths: asked.map(([path]) => path),
              expressions: sql.replace(/^select /, ''),
              bindings: bindings as Knex.RawBinding[],
            };
      questions.set(uid, question);
    }
    return question;
  };

  return {
    populateOf,

    /** Whether a query below a relation has brought more than is told, and so perhaps not all there is. */
    isTooWide: function isTooWide(
      uid: string,
      rows: readonly object[],
      depth: Depth,
      isBelow = false
    ): boolean {
      const attributes = new Map(attributesOf(uid));
      return [...depth].some(([name, inner]) => {
        const attribute = attributes.get(name);
        if (attribute === undefined) return false;
        const found = rows.flatMap((row) => rowsIn(row, name));
        if (isBelow && found.length > MOST_ROWS_BELOW) return true;
        const { type, target, component } = attribute;
        if (type === 'dynamiczone') {
          return [...inner].some(([part, asked]) =>
            isTooWide(
              part,
              found.filter((one) => one.__component === part),
              asked,
              isBelow
            )
          );
        }
        const of = component ?? target;
        return of !== undefined && isTooWide(of, found, inner, isBelow || type !== 'component');
      });
    },

    /** Which attributes of a row hold nothing, as far as one query can tell. Joins the transaction. */
    async emptyOf(uid: string, id: number): Promise<EmptyPaths> {
      const question = questionOf(uid);
      if (question === null) return NOTHING;
      // PostgreSQL answers booleans, SQLite and MariaDB numbers, MySQL numbers as text.
      const bindings = question.bindings.map((value) => (value === ANY_ID ? id : value));
      const answers: Record<string, boolean | number | string> = await db.transaction(({ trx }) =>
        trx.select(trx.raw(question.expressions, bindings)).first()
      );
      return new Set(question.paths.filter((_, index) => Number(answers[`a${index}`]) === 0));
    },

    /** Gives a row the attributes that were not populated because they hold nothing. */
    fill: function fill(
      uid: string,
      row: Record<string, unknown>,
      empty: EmptyPaths,
      prefix = ''
    ): void {
      for (const [name, attribute] of attributesOf(uid)) {
        if (empty.has(prefix + name)) row[name] = emptyValue(attribute);
        else if (attribute.type === 'component') {
          const inner = [row[name]].flat().filter((value) => typeof value === 'object' && value);
          for (const component of inner as Record<string, unknown>[]) {
            fill(attribute.component ?? '', component, empty, `${prefix}${name}.`);
          }
        }
      }
    },
  };
}

function rowsIn(row: object, name: string): { __component?: unknown }[] {
  const value = (row as Record<string, unknown>)[name];
  return [value].flat().filter((one): one is object => typeof one === 'object' && one !== null);
}

function within({ depth, version }: Below, name: string): Below {
  return { depth: depth.get(name) ?? NO_DEPTH, version };
}

function isPopulated({ type, private: isPrivate, unstable_virtual: isVirtual }: Attribute) {
  const holdsRows = ['relation', 'media', 'component', 'dynamiczone'].includes(type);
  return holdsRows && isPrivate !== true && isVirtual !== true;
}

function emptyValue({ type, relation = '', multiple, repeatable }: Attribute): null | [] {
  const isMany = type === 'relation' ? /Many$/.test(relation) : multiple === true || repeatable;
  return isMany === true || type === 'dynamiczone' ? [] : null;
}
