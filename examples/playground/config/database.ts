import path from 'path';
import type { Core } from '@strapi/strapi';

/** A file, or the PostgreSQL database at DATABASE_URL. */
const config = ({ env }: Core.Config.Shared.ConfigParams): Core.Config.Database => {
  const connectionString = env('DATABASE_URL', '');
  if (connectionString !== '') {
    return { connection: { client: 'postgres', connection: { connectionString } } };
  }
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

export default config;
