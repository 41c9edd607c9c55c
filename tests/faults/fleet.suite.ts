import { setTimeout as pause } from 'node:timers/promises';
import type { InstanceRole } from '../../contracts/instances';
import { postgresAt } from '../helpers/databases';
import type { Instance } from '../helpers/instance';
import { startPostgres, type PostgresServer } from '../helpers/postgres-server';
import { until } from '../helpers/receiver';
import { expectNothingLost, startWriting, timeoutOf, type WriterSetup } from './writer-setup';

/** Each process once; `npm run test:faults -- --kills 100` for more. */
const KILLS = Number(process.env.FAULTS_KILLS ?? 4);
const LONGEST_RUN_MS = 1_500;
/** Between two writes of a writer: what is killed has to come up again beside all others. */
const PAUSE_MS = 25;
/** Where a writer's numbers begin; each note is found again by its own. A multiple of 6, as kinds go by it. */
const FAR_APART = 6_000_000;
const ROLES: readonly InstanceRole[] = ['capture', 'deliver', 'capture', 'deliver'];

/** Something that is done to the fleet as a whole, beside the kills of its members. */
export interface Fault {
  name: string;
  times: number;
  strike(server: PostgresServer): Promise<void>;
}

export const CRASH: Fault = {
  name: 'crash of PostgreSQL',
  times: 1,
  strike: (server) => server.restart(),
};

interface FleetOptions {
  /** What the queue is on. */
  name: string;
  /** The plugin's config, on all members. */
  configOn(server: PostgresServer): object;
  faults: readonly Fault[];
}

/** Four processes, of which two write and two deliver, through kills of each and faults of what they are on. */
export function fleetSuite({ name, configOn, faults }: FleetOptions): void {
  let server: PostgresServer;
  let setup: WriterSetup;

  beforeAll(async () => {
    server = await startPostgres();
    setup = await startWriting(postgresAt(server.url), configOn(server));
  });

  afterAll(async () => {
    await setup?.stop();
    await server?.stop();
  });

  test(
    `on ${name}, two that capture and two that deliver lose nothing through ${KILLS} kills and ${told(faults)}`,
    async () => {
      const fleet = createFleet(setup);
      try {
        await fleet.start();
        for (const blow of shuffled([...kills(), ...blows(faults)])) {
          await fleet.hasWritten();
          await pause(Math.random() * LONGEST_RUN_MS);
          fleet.expectAlive();
          if (typeof blow === 'number') await fleet.kill(blow);
          else await blow.strike(server);
        }
        await fleet.hasWritten();
        fleet.expectAlive();
        await fleet.endWriters();
        // The one that looks delivers nothing: the two that are left do.
        const title = `Two and two on ${name}, ${KILLS} kills, ${told(faults)}`;
        const result = await setup.reconcile(title, 'capture');
        expect(result.written).toBeGreaterThan(KILLS);
        expectNothingLost(result);
        fleet.expectDeliverersAlive();
      } finally {
        await fleet.end();
      }
    },
    timeoutOf(KILLS + 4)
  );
}

function createFleet(setup: WriterSetup) {
  const members: Instance[] = [];
  const froms = ROLES.map((_role, place) => place * FAR_APART);
  const writers = ROLES.flatMap((role, place) => (role === 'capture' ? [place] : []));
  const deliverers = ROLES.flatMap((role, place) => (role === 'deliver' ? [place] : []));
  const member = (place: number): Instance => members[place]!;

  const start = async (place: number) => {
    const instance = await setup.start(ROLES[place]);
    members[place] = instance;
    if (writers.includes(place)) {
      instance.tell('writeNotes', { from: froms[place], tolerant: true, pauseMs: PAUSE_MS });
    }
  };
  /** What a writer that is no more has said, and where the next one begins. */
  const remember = (place: number) => {
    if (!writers.includes(place)) return;
    froms[place] = Math.max(froms[place] ?? 0, member(place).written()) + 1;
    setup.ended(member(place));
  };
  const kill = async (place: number) => {
    await member(place).kill();
    remember(place);
  };
  /** Whoever was not killed. */
  const expectAlive = (places: readonly number[]) => {
    const ended = places.filter((place) => member(place).hasEnded());
    expect(ended.map((place) => member(place).output())).toEqual([]);
  };

  return {
    async start(): Promise<void> {
      for (const place of ROLES.keys()) await start(place);
    },

    /** Both writers have written since they were last started. */
    async hasWritten(): Promise<void> {
      const isWriting = (place: number) => member(place).written() > (froms[place] ?? 0);
      await until(
        () => writers.every(isWriting),
        () => writers.map((place) => member(place).output()).join('\n')
      );
    },

    async kill(place: number): Promise<void> {
      await kill(place);
      await start(place);
    },

    expectAlive: () => expectAlive([...ROLES.keys()]),
    expectDeliverersAlive: () => expectAlive(deliverers),

    async endWriters(): Promise<void> {
      for (const place of writers) await kill(place);
    },

    async end(): Promise<void> {
      for (const instance of members) await instance.kill();
    },
  };
}

/** Each of the four in its turn; which comes when is left to chance. */
const kills = (): number[] => Array.from({ length: KILLS }, (_, kill) => kill % ROLES.length);

const blows = (faults: readonly Fault[]): Fault[] =>
  faults.flatMap((fault) => Array.from({ length: fault.times }, () => fault));

const told = (faults: readonly Fault[]): string =>
  faults.map(({ name, times }) => `${times} ${name}`).join(', ');

function shuffled<T>(all: readonly T[]): T[] {
  return all
    .map((one) => ({ one, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ one }) => one);
}
