'use strict';

// Calls over IPC: { id, command, args } is answered with { id, result } or { id, error }. CommonJS,
// because Strapi's processes are.
const { fork } = require('node:child_process');

/** Answers what the parent asks with `commands`, from now on. */
function serve(commands) {
  process.on('message', async ({ id, command, args }) => {
    try {
      process.send({ id, result: (await commands[command](args)) ?? null });
    } catch (error) {
      process.send({ id, error: error.stack });
    }
    if (command === 'stop') process.exit(0);
  });
  process.send({ id: 0, result: 'ready' });
}

/** Starts a process that serves; resolves when it is ready. */
async function start(file, { env = {}, execArgv = [] } = {}) {
  const child = fork(file, {
    env: { ...process.env, ...env },
    execArgv,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const waiting = new Map();
  let nextId = 0;
  const answer = () =>
    new Promise((resolve, reject) => {
      waiting.set(nextId, { resolve, reject });
      nextId += 1;
    });
  child.on('message', ({ id, result, error }) => {
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) resolve(result);
    else reject(new Error(error));
  });
  child.on('exit', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`${file} exited with ${code}`));
  });
  await answer();

  const call = (command, args = {}) => {
    child.send({ id: nextId, command, args });
    return answer();
  };
  return { call, stop: () => call('stop') };
}

/** Milliseconds of a clock that is the same in every process of the machine. */
function clock() {
  return Number(process.hrtime.bigint()) / 1e6;
}

module.exports = { serve, start, clock };
