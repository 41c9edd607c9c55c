'use strict';

const { writeFileSync } = require('node:fs');
const { Session } = require('node:inspector/promises');
const path = require('node:path');

/**
 * What a process says of itself. With BENCH_PROFILE set to a folder, what it spent its time on
 * between `profile` and its end goes there, for Chrome's developer tools.
 */
function processCommands() {
  const folder = process.env.BENCH_PROFILE;
  const session = new Session();
  let isProfiling = false;
  return {
    profile: async ({ name }) => {
      if (!folder) return;
      session.connect();
      await session.post('Profiler.enable');
      await session.post('Profiler.start');
      isProfiling = name;
    },
    saveProfile: async () => {
      if (!isProfiling) return;
      const { profile } = await session.post('Profiler.stop');
      const file = `${isProfiling}-${process.pid}.cpuprofile`;
      writeFileSync(path.join(folder, file), JSON.stringify(profile));
    },
    /** Bytes; the heap is what is left after a collection. */
    memory: () => {
      globalThis.gc?.();
      const { heapUsed, rss } = process.memoryUsage();
      return { heapUsed, rss, peakRss: process.resourceUsage().maxRSS * 1_024 };
    },
    cpu: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1_000;
    },
  };
}

module.exports = { processCommands };
