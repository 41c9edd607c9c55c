import type { Core } from '@strapi/strapi';
import type { Knex } from 'knex';
import type { Attribute } from '../domain/schema-fields';
import { populatedAttributes } from './attributes';

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

/** Attributes of an entry that hold nothing, by their path: `cover`, `seo.image`. */
export type EmptyPaths = ReadonlySet<string>;

/** Which attributes of a row hold anything, as the expressions of one select. */
interface Question {
  paths: readonly string[];
  expressions: string;
  /** `ANY_ID` stands for the id of the row. */
  bindings: readonly Knex.RawBinding[];
}

export const NOTHING_EMPTY: EmptyPaths = new Set();

/** No row has it. */
const ANY_ID = -1;

/** With fewer attributes than this, asking which are empty costs more than it spares; so it does with more. */
const WORTH_ASKING = { from: 3, to: 60 };

/**
 * Which attributes of an entry hold nothing. Strapi runs a query for each populated attribute, and most
 * attributes of most entries are empty. So one query first asks which of them hold anything, also within
 * components (docs/benchmarks.md).
 */
export function createEmptyAttributes(strapi: Core.Strapi) {
  const questions = new Map<string, Question | null>();
  const { db } = strapi;

  const attributesOf = (uid: string) => populatedAttributes(strapi, uid);

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
    /** Which attributes of a row hold nothing, as far as one query can tell. Joins the transaction. */
    async emptyOf(uid: string, id: number): Promise<EmptyPaths> {
      const question = questionOf(uid);
      if (question === null) return NOTHING_EMPTY;
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

function emptyValue({ type, relation = '', multiple, repeatable }: Attribute): null | [] {
  const isMany = type === 'relation' ? /Many$/.test(relation) : multiple === true || repeatable;
  return isMany === true || type === 'dynamiczone' ? [] : null;
}
