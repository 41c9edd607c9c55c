import { rmSync } from 'node:fs';
import { startInstance, type Instance } from '../helpers/instance';
import { logToFile, type LogFile } from '../helpers/log-file';
import { startReceiver, until, type Receiver } from '../helpers/receiver';
import { temporaryDir } from '../helpers/fixture-app';

const PREFIX = '[lifecycle-webhooks]';
/** Writes that are refused while the log is watched, and what is between them. */
const REFUSED = 50;
const EVERY_MS = 60;
/** Lines of the plugin's in a second, at most; a flood is one per round of a loop or per delivery. */
const LINES_PER_SECOND = 4;

let dir: string;
let log: LogFile;
let receiver: Receiver;
let site: Instance;

beforeEach(async () => {
  dir = temporaryDir();
  log = logToFile();
  receiver = await startReceiver();
  // Slow enough that some requests are always under way.
  receiver.answerWith((_request, response) => {
    setTimeout(() => response.writeHead(200).end('ok'), 150);
  });
  // It dies of a rejection that nobody handles.
  site = await startInstance(dir, { logLevel: 'info' }, { NODE_OPTIONS: '' });
  await site.call('createWebhook', { name: 'all', url: receiver.url, events: 'entry.create' });
});

afterEach(async () => {
  await site?.stop();
  await receiver?.stop();
  log?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const sql = (text: string) => site.call('sql', { sql: text });
const pause = () => new Promise((resolve) => setTimeout(resolve, EVERY_MS));

const countOf = async (table: string, where: string): Promise<number> => {
  const [row] = (await sql(
    `select count(*) as count from lifecycle_webhooks_${table} where ${where}`
  )) as { count: number }[];
  return row?.count ?? 0;
};

/** The text of every note the receiver heard of, with the bodies by id. */
function heard() {
  const bodies = new Map<string, Set<string>>();
  const texts = new Set<string>();
  for (const { headers, body, json } of receiver.requests) {
    const id = String(headers['webhook-id']);
    bodies.set(id, (bodies.get(id) ?? new Set()).add(body));
    texts.add((json.entry as { text: string }).text);
  }
  return { texts, bodies };
}

const REFUSALS: readonly [string, () => Promise<unknown>, () => Promise<unknown>, RegExp][] = [
  [
    'is read-only',
    () => sql('PRAGMA query_only = ON'),
    () => sql('PRAGMA query_only = OFF'),
    /attempt to write a readonly database/,
  ],
  [
    'has a disk that is full',
    async () => {
      const [row] = (await sql('PRAGMA page_count')) as { page_count: number }[];
      await sql(`PRAGMA max_page_count = ${row?.page_count ?? 0}`);
    },
    () => sql('PRAGMA max_page_count = 1073741823'),
    /database or disk is full/,
  ],
];

test.each(REFUSALS)(
  'while a database %s, writes fail with its own error, and afterwards all that committed is told',
  async (title, refuse, allow, words) => {
    const committed: string[] = [];
    const refused: string[] = [];
    let number = 0;
    const write = async () => {
      const text = `confidential note ${(number += 1)} ${'x'.repeat(200)}`;
      await site.call('createNote', { text }).then(
        () => committed.push(text),
        (error: Error) => {
          refused.push(text);
          expect(error.message).toMatch(words);
        }
      );
    };
    while (committed.length < 30) await write();

    await refuse();
    // On a full disk the free pages within the file are used up first.
    while (refused.length === 0) await write();
    const startedAt = Date.now();
    const before = log.lines(PREFIX).length;
    while (refused.length < REFUSED) {
      await write();
      await pause();
    }
    const lines = log.lines(PREFIX);
    const perSecond = (lines.length - before) / ((Date.now() - startedAt) / 1_000);

    await allow();
    for (let count = 0; count < 5; count += 1) await write();
    await until(
      () => heard().texts.size === committed.length,
      () => `${heard().texts.size} of ${committed.length} were told of`
    );
    const isLeft = "status in ('pending', 'sending')";
    await until(
      async () => (await countOf('deliveries', isLeft)) === 0,
      () => 'results are not recorded'
    );

    const { texts, bodies } = heard();
    const lost = committed.filter((text) => !texts.has(text));
    const untrue = [...texts].filter((text) => !committed.includes(text));
    process.stdout.write(
      `A database that ${title} on SQLite: ${committed.length} written, ${bodies.size} delivered, ` +
        `${lost.length} lost, ${untrue.length} false, ` +
        `${receiver.requests.length - bodies.size} duplicated; ` +
        `${refused.length} refused, ${lines.length} lines, ${perSecond.toFixed(1)} per second\n`
    );
    expect({ lost, untrue }).toEqual({ lost: [], untrue: [] });
    expect(bodies.size).toBe(committed.length);
    expect([...bodies.values()].filter(({ size }) => size > 1)).toEqual([]);
    // Each request was recorded once, but for those whose result was lost on the way.
    expect(await countOf('attempts', "outcome = 'delivered'")).toBe(committed.length);

    // On a full disk the plugin's own rows may find room where that of a writer does not.
    if (title === 'is read-only' || lines.length > 0) {
      expect(lines.some((line) => words.test(line))).toBe(true);
      expect(lines.filter((line) => /cannot rollback/.test(line))).toEqual([]);
      const isOver = () => log.lines(PREFIX).some((line) => / again/.test(line));
      await until(isOver, () => 'nothing says that it is over');
    }
    expect(lines.filter((line) => line.includes('confidential'))).toEqual([]);
    expect(perSecond).toBeLessThan(LINES_PER_SECOND);
  }
);
