import type { Job, QueueOptions, WorkerOptions } from 'bullmq';
import { within } from '../../lib/within';
import type { Bullmq } from './packages';

/** One slot of a lane, as a job: it names what was claimed, and holds nothing of it. */
export interface SlotJob {
  /** Of the claim; a job that is there already is not added again. */
  token: string;
  /** Shown as the job's name. */
  webhookId: string;
  /** Of the first delivery. */
  deliveryId: string;
}

/** BullMQ on one of its backends, reached. */
export interface Engine {
  /** Rejects where it does not answer. */
  ping(): Promise<void>;
  add(jobs: readonly SlotJob[]): Promise<void>;
  /** Lets one of the workers hear a ring; a ring that nobody has heard yet is not added to. */
  ring(): Promise<void>;
  /** Takes no further jobs; those it has go on. */
  pause(): Promise<void>;
  close(): Promise<void>;
}

export interface EngineDeps {
  /** Runs a slot; resolves when its requests have ended. Null: this process only rings. */
  work: { run(token: string): Promise<void>; concurrency: number } | null;
  rung(): void;
  /** Hears what goes wrong in the background; commands reject by themselves. */
  onError(error: unknown): void;
}

/** What the two backends differ in. */
export interface Backend {
  /** Resolves once it answers and everything it needs is there; rejects soon where it does not. */
  prepare(): Promise<void>;
  create(bullmq: Bullmq, options: Shared): Created;
}

export interface Shared {
  queue: Omit<QueueOptions, 'connection'>;
  worker: Omit<WorkerOptions, 'connection'>;
  process: ((job: Job) => Promise<void>) | null;
}

/** The little of BullMQ's queue and worker that is used, whatever they run on. */
export interface Created {
  queue: {
    on(event: 'error', listener: (error: Error) => void): unknown;
    waitUntilReady(): Promise<unknown>;
    isPaused(): Promise<boolean>;
    addBulk(jobs: { name: string; data: object; opts: { jobId: string } }[]): Promise<unknown>;
    close(): Promise<void>;
    backend: Closing;
  };
  worker: {
    on(event: 'error', listener: (error: Error) => void): unknown;
    on(event: 'completed', listener: (job: Job) => void): unknown;
    pause(doNotWaitActive: boolean): Promise<void>;
    close(force: boolean): Promise<void>;
    backend: Closing;
  } | null;
}

interface Closing {
  close(force: boolean): Promise<void>;
}

const isTrue = () => true;
const isFalse = () => false;

/** How long a command may take before the engine counts as lost. */
const ANSWER_MS = 3_000;
/** How long closing may take; what is not closed by then is cut. */
const CLOSE_MS = 3_000;

/** A worker that keeps its jobs' locks no longer has died; its jobs go to another. */
const LOCK_MS = 10_000;

const RING = 'relay';

const OPTIONS = {
  queue: {
    defaultJobOptions: { attempts: 1, removeOnComplete: true, removeOnFail: true },
    streams: { events: { maxLen: 100 } },
  },
  worker: {
    lockDuration: LOCK_MS,
    stalledInterval: LOCK_MS,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
  },
} as const;

/**
 * One queue for all webhooks. Nothing in it is the truth: every job can be lost or run twice without harm,
 * since what it stands for is claimed in the database, and taken over there before it is begun.
 */
export async function openEngine(bullmq: Bullmq, backend: Backend, deps: EngineDeps) {
  const { work, rung, onError } = deps;
  await backend.prepare();
  const { queue, worker } = backend.create(bullmq, {
    queue: OPTIONS.queue,
    worker: { ...OPTIONS.worker, concurrency: work?.concurrency },
    process: work && ((job) => (job.name === RING ? Promise.resolve() : work.run(job.id ?? ''))),
  });
  queue.on('error', onError);
  worker?.on('error', onError);
  // Only now the next ring is a job of its own, so no commit falls between two.
  worker?.on('completed', (job) => {
    if (job.name === RING) rung();
  });

  const engine: Engine = {
    async ping() {
      await answered(ANSWER_MS, queue.isPaused());
    },
    async add(jobs) {
      const bulk = jobs.map(({ token, webhookId, deliveryId }) => ({
        name: webhookId,
        data: { deliveryId },
        opts: { jobId: token },
      }));
      await answered(ANSWER_MS, queue.addBulk(bulk));
    },
    async ring() {
      const ring = { name: RING, data: {}, opts: { jobId: RING } };
      await answered(ANSWER_MS, queue.addBulk([ring]));
    },
    async pause() {
      await worker?.pause(true);
    },
    async close() {
      const isUp = await engine.ping().then(isTrue, isFalse);
      const close = async () => {
        await worker?.close(false);
        await queue.close();
      };
      // Where nobody answers, the goodbyes would wait for ever: the connections are cut.
      const cut = () =>
        Promise.all([worker?.close(true), worker?.backend.close(true), queue.backend.close(true)]);
      const isClosed = isUp && (await within(CLOSE_MS, close().then(isTrue, isFalse), false));
      if (!isClosed) await within(CLOSE_MS, cut().then(isTrue, isFalse), false);
    },
  };
  try {
    await answered(ANSWER_MS, queue.waitUntilReady());
    return engine;
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** Rejects where there is no answer in time. */
export async function answered<T>(ms: number, work: Promise<T>): Promise<T> {
  const answer = await within(ms, work, LATE);
  if (answer === LATE) throw new Error(`no answer within ${ms} ms`);
  return answer;
}

const LATE = Symbol('late');
