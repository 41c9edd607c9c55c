const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Ends a run when it is asked to, from now on; a second time it does not wait for anything. */
export function onInterruption() {
  const interrupted = new AbortController();
  const stop = (signal) => {
    // What still runs is ended on exit.
    if (interrupted.signal.aborted) process.exit(130);
    interrupted.abort(new Error(`Stopped by ${signal}`));
  };
  for (const name of SIGNALS) process.on(name, stop);
  return {
    signal: interrupted.signal,
    forget: () => SIGNALS.forEach((name) => process.off(name, stop)),
  };
}
