import { Redis } from 'ioredis';

/** The Redis that jest.config.js has found, and keys of a suite's own there. */
export function redisOfSuite() {
  const url = process.env.REDIS_URL;
  if (url === undefined) throw new Error('REDIS_URL is not set; run the tests with jest');
  const prefix = `lw-test-${process.pid}-${Date.now().toString(36)}`;
  return {
    url,
    prefix,
    async clear(): Promise<void> {
      const client = new Redis(url);
      const keys = await client.keys(`${prefix}:*`);
      if (keys.length > 0) await client.del(...keys);
      client.disconnect();
    },
  };
}
