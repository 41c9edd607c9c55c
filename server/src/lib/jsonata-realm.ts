import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';

export interface RealmLimits {
  /** Milliseconds one evaluation may take. */
  timeoutMs: number;
  /** Characters of its result. */
  maxResult: number;
}

export type Evaluated = { text: string } | { failure: string; isTimeout: boolean };

/** How deep expressions may call each other, and how long a list may become on the way. */
const MAX_DEPTH = 500;
const MAX_ITEMS = 100_000;

/** What may be made on the way to a result, as a multiple of what a result may be. */
const ROOM = 4;

/** Compiled expressions kept; there are fewer webhooks than that. */
const MAX_COMPILED = 200;

/**
 * What runs inside.
 *
 * JSONata asks for the time at every step of an expression. Between two steps is one built-in function;
 * so that none of them takes long, what they are given is measured: an object that holds another many times
 * over counts as often as it would be walked through. `$pad` and `$distinct`, which are slow on what is still
 * small, are replaced, and regular expressions are matched outside, where V8 interrupts them.
 */
const PROGRAM = `
  const compiled = new Map();
  const weights = new WeakMap();
  const tooLong = () => { throw { message: 'A text or list became too long' }; };
  const weigh = (value) => {
    if (typeof value === 'string') return value.length + 8;
    if (typeof value !== 'object' || value === null || value._jsonata_lambda) return 8;
    let weight = weights.get(value);
    if (weight === undefined) {
      weight = 8;
      for (const key of Object.keys(value)) weight += weigh(value[key]) + (Array.isArray(value) ? 0 : key.length);
      weights.set(value, weight);
    }
    return weight;
  };
  const measure = (_expression, _input, _environment, result) => {
    if (weigh(result) > globalThis.room) tooLong();
  };
  class RegexEngine {
    constructor({ source, flags }) { Object.assign(this, { source, flags, lastIndex: 0 }); }
    exec(text) {
      const found = globalThis.search(this.source, this.flags, this.lastIndex, text);
      if (found === 'interrupted') throw { code: 'D1012' };
      if (found === '') { this.lastIndex = 0; return null; }
      const { index, lastIndex, groups } = JSON.parse(found);
      this.lastIndex = lastIndex;
      return Object.assign(groups.map((group) => group === null ? undefined : group), { index });
    }
  }
  const pad = (text, width, char = ' ') => {
    if (text === undefined) return undefined;
    if (Math.abs(width) > globalThis.room) tooLong();
    const missing = Math.trunc(Math.abs(width)) - [...text].length;
    if (missing <= 0) return text;
    const characters = [...(char === '' ? ' ' : char)];
    const padding = Array.from({ length: missing }, (_, i) => characters[i % characters.length]).join('');
    return width > 0 ? text + padding : padding + text;
  };
  const distinct = (values) => {
    if (!Array.isArray(values) || values.length < 2) return values;
    const seen = new Map();
    for (const value of values) {
      const key = JSON.stringify(value);
      if (!seen.has(key)) seen.set(key, value);
    }
    return [...seen.values()];
  };
  const compile = (source) => {
    let expression = compiled.get(source);
    if (expression === undefined) {
      const options = { timeout: globalThis.timeoutMs, stack: ${MAX_DEPTH}, sequence: ${MAX_ITEMS}, RegexEngine };
      expression = jsonata(source, options);
      expression.assign(Symbol.for('jsonata.__evaluate_exit'), measure);
      expression.registerFunction('pad', pad, '<s-ns?:s>');
      expression.registerFunction('distinct', distinct, '<x:x>');
      if (compiled.size >= ${MAX_COMPILED}) compiled.clear();
      compiled.set(source, expression);
    }
    return expression;
  };
  const failed = (error) => {
    const position = error && error.position !== undefined ? ' (at character ' + error.position + ')' : '';
    globalThis.isTimeout = Boolean(error) && error.code === 'D1012';
    globalThis.failure = String((error && error.message) || 'It failed') + position;
  };
  const asJson = (_key, value) => {
    if (typeof value === 'function' || (value && (value._jsonata_lambda || value._jsonata_function))) {
      throw { message: 'It gives a function, which is no JSON' };
    }
    return value;
  };
  const done = (value) => {
    if (value === undefined) throw { message: 'It gives nothing' };
    globalThis.output = JSON.stringify(value, asJson);
  };
  globalThis.check = () => {
    try { jsonata(globalThis.source); } catch (error) { failed(error); }
  };
  globalThis.run = () => {
    globalThis.failure = 'It does not end';
    try {
      compile(globalThis.source).evaluate(JSON.parse(globalThis.input)).then((value) => {
        done(value);
        globalThis.failure = undefined;
      }).catch(failed);
    } catch (error) { failed(error); }
  };
`;

interface Globals {
  timeoutMs?: number;
  room?: number;
  source?: string | undefined;
  input?: string | undefined;
  output?: string | undefined;
  failure?: string | undefined;
  isTimeout?: boolean;
  search?(source: string, flags: string, from: number, text: string): string;
}

/**
 * Evaluates JSONata, at once and within limits.
 *
 * It runs in a realm of its own: only texts and numbers pass in and out, and what an expression does to
 * prototypes is not seen out here. The realm has its own queue of microtasks, which is empty when the call
 * returns, so an expression that loops for ever cannot go on behind it.
 *
 * The realm as a whole is not interrupted from outside (the `timeout` of `node:vm`): that leaves the async hooks of
 * Node.js, which Strapi uses, out of balance where it hits a promise, and ends the process.
 */
export function createJsonataRealm({ timeoutMs, maxResult }: RealmLimits) {
  let realm: vm.Context | undefined;
  let begunAt = 0;

  const search = createSearch(() =>
    Math.max(1, Math.ceil(begunAt + timeoutMs - performance.now()))
  );

  const open = (): vm.Context => {
    const context = vm.createContext({ search, timeoutMs }, { microtaskMode: 'afterEvaluate' });
    vm.runInContext(
      `var module = { exports: {} }, exports = module.exports;${sourceOfJsonata()};var jsonata = module.exports;${PROGRAM}`,
      context
    );
    return context;
  };

  const call = (script: vm.Script, source: string, input: string): Evaluated => {
    realm ??= open();
    const globals: Globals = realm;
    begunAt = performance.now();
    const room = ROOM * (maxResult + input.length);
    Object.assign(globals, {
      source,
      input,
      room,
      output: '',
      failure: undefined,
      isTimeout: false,
    });
    script.runInContext(realm);
    const { failure, output = '', isTimeout = false } = globals;
    globals.input = globals.output = undefined;
    if (failure !== undefined) {
      return { failure: isTimeout ? `It takes longer than ${timeoutMs} ms` : failure, isTimeout };
    }
    if (output.length <= maxResult) return { text: output };
    return { failure: `Its result is longer than ${maxResult} characters`, isTimeout: false };
  };

  return {
    /** What is wrong with an expression; undefined where it can be evaluated. */
    problemOf(source: string): string | undefined {
      const checked = call(CHECK, source, '');
      return 'failure' in checked ? checked.failure : undefined;
    },

    /** The result as JSON, of an input as JSON. */
    evaluate: (source: string, input: string): Evaluated => call(RUN, source, input),
  };
}

export type JsonataRealm = ReturnType<typeof createJsonataRealm>;

const CHECK = new vm.Script('check()');
const RUN = new vm.Script('run()');

/**
 * Finds a regular expression in a text, as `exec` does; an empty text where it is not there. It is interrupted
 * when the time is up: some expressions take years. Nothing but the search runs there, so it is safe to.
 */
function createSearch(remainingMs: () => number) {
  const context = vm.createContext({});
  const exec = new vm.Script('found = pattern.exec(text)');
  return (source: string, flags: string, from: number, text: string): string => {
    const pattern = new RegExp(source, flags);
    pattern.lastIndex = from;
    Object.assign(context, { pattern, text, found: null });
    try {
      exec.runInContext(context, { timeout: remainingMs() });
    } catch {
      // Nobody knows whether it is there: the expression must not go on as if it were not.
      return 'interrupted';
    }
    const found = context.found as RegExpExecArray | null;
    if (found === null) return '';
    return JSON.stringify({
      index: found.index,
      lastIndex: pattern.lastIndex,
      groups: found.map((group: string | undefined) => group ?? null),
    });
  };
}

/** The text of the package as it is installed: a realm cannot require anything. */
function sourceOfJsonata(): string {
  // The ES module build has no name of its own file; it finds the package from the site.
  const here = typeof __filename === 'string' ? __filename : path.join(process.cwd(), 'index.js');
  return readFileSync(createRequire(here).resolve('jsonata'), 'utf8');
}
