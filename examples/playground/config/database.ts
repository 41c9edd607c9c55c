import path from 'path';
import type { Core } from '@strapi/strapi';

/** A file, or the PostgreSQL database at DATABASE_URL. */
const config = ({ env }: Core.Config.Shared.ConfigParams): Core.Config.Database => {
  const url = env('DATABASE_URL', '');
  if (url !== '') return { connection: { client: 'postgres', connection: postgresAt(url) } };
  return {
    connection: {
      client: 'sqlite',
      connection: {
        // This file runs from dist/config; an absolute DATABASE_FILENAME stands for itself.
        filename: path.resolve(__dirname, '..', '..', env('DATABASE_FILENAME', '.tmp/data.db')),
      },
      useNullAsDefault: true,
    },
  };
};

function postgresAt(url: string) {
  const { hostname, port, username, password, pathname } = new URL(url);
  return {
    host: hostname,
    port: Number(port || 5432),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
  };
}

export default config;
