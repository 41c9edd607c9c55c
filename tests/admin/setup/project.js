'use strict';

const { join } = require('node:path');

const NODE_MODULES = join(__dirname, '../../../node_modules');

/** Written as ES modules, which jest does not load from packages as they are. */
const ES_MODULES = [
  'react-dnd',
  'dnd-core',
  'react-dnd-html5-backend',
  '@react-dnd',
  'fractional-indexing',
  'msw',
  '@mswjs',
  '@open-draft',
  'rettime',
  'until-async',
];

/**
 * The panel, in a browser's place: `npm test -- --selectProjects Admin`.
 *
 * @type {import('jest').Config}
 */
module.exports = {
  displayName: 'Admin',
  roots: ['<rootDir>/tests/admin'],
  testMatch: ['**/*.test.{ts,tsx}'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/examples', '<rootDir>/tests/fixtures'],
  testEnvironment: '<rootDir>/tests/admin/setup/environment.js',
  testEnvironmentOptions: {
    url: 'http://localhost:1337/admin',
    // Not `browser`: what stands for the server runs in Node.
    customExportConditions: [''],
  },
  setupFiles: ['<rootDir>/tests/admin/setup/browser.ts'],
  setupFilesAfterEnv: ['<rootDir>/tests/admin/setup/server.ts'],
  moduleNameMapper: {
    '\\.(css|svg|png|jpe?g|webp|woff2?)(\\?raw)?$': '<rootDir>/tests/admin/setup/file.js',
    // What receivers copy from the panel.
    '^(.+/examples/verify/.+)\\?raw$': '$1',
    // Not published; Strapi's test tools ask it for the permissions of a user.
    '^@strapi/admin-test-utils$': '<rootDir>/tests/admin/setup/strapi-fixtures.js',
    // One copy each, as Strapi builds the panel.
    '^(react|react-dom|react-router-dom|styled-components|@strapi/design-system)$': `${NODE_MODULES}/$1`,
  },
  transform: {
    '/examples/verify/': '<rootDir>/tests/admin/setup/text.js',
    '\\.[jt]sx?$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', tsx: true },
          transform: { react: { runtime: 'automatic' } },
          target: 'es2022',
        },
        module: { type: 'commonjs' },
      },
    ],
    '\\.mjs$': ['@swc/jest', { jsc: { target: 'es2022' }, module: { type: 'commonjs' } }],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${ES_MODULES.join('|')})/)`],
};
