/** What a promise comes to, or what it would have been without an answer in time; the promise is not ended. */
export async function within<T, Late>(
  ms: number,
  promise: Promise<T>,
  late: Late
): Promise<T | Late> {
  let timer: NodeJS.Timeout | undefined;
  const ended = new Promise<Late>((resolve) => {
    timer = setTimeout(() => resolve(late), ms);
  });
  try {
    return await Promise.race([promise, ended]);
  } finally {
    clearTimeout(timer);
  }
}
