import boundaries from 'eslint-plugin-boundaries';
import tseslint from 'typescript-eslint';

/** The floors of the house, top to bottom (docs/architecture.md); a file may import from below its own. */
const FLOORS = [
  ['routes'],
  ['controllers'],
  ['services', 'relay', 'capture', 'queue', 'delivery', 'upkeep', 'telemetry'],
  ['stores'],
  ['config'],
  ['domain', 'signing', 'content-types'],
  ['contracts', 'lib'],
];

const policies = FLOORS.flatMap((floor, index) =>
  floor.map((name) => ({
    from: { element: { type: name } },
    allow: [name, ...FLOORS.slice(index + 1).flat()].map((type) => ({
      to: { element: { type } },
    })),
  }))
);

const folders = [
  ...['routes', 'controllers'],
  ...['services', 'relay', 'capture', 'queue', 'delivery', 'upkeep', 'telemetry'],
  ...['stores', 'domain'],
];
const elements = [
  { type: 'contracts', pattern: 'contracts' },
  ...[...folders, 'signing', 'config', 'content-types', 'lib'].map((type) => ({
    type,
    pattern: `server/src/${type}`,
  })),
];

/** The top of the house: files beside the folders, which nothing below imports. */
const TOP = [
  '**/runtime/*',
  '**/runtimes',
  '**/register',
  '**/bootstrap',
  '**/destroy',
  '**/index',
];

export default tseslint.config(
  {
    ignores: [
      '**/node_modules',
      '**/dist',
      'examples/playground/{types,.strapi,build}',
      'tests/fixtures',
    ],
  },
  ...tseslint.configs.recommended,
  {
    // CommonJS: what Strapi and Node load as it is.
    files: ['**/*.{js,cjs}'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    files: ['**/*.{ts,tsx}'],
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/ban-ts-comment': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      'no-restricted-globals': ['error', { name: 'strapi', message: 'Strapi is handed in.' }],
      'no-empty': ['error', { allowEmptyCatch: false }],
    },
  },
  {
    files: ['server/src/**/*.ts', 'contracts/**/*.ts'],
    languageOptions: { parserOptions: { project: './tsconfig.json' } },
    plugins: { boundaries },
    settings: {
      'boundaries/elements': elements,
      'import/resolver': { typescript: { project: './tsconfig.json' } },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      'boundaries/dependencies': ['error', { default: 'disallow', policies }],
    },
  },
  {
    files: ['server/src/*/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: TOP }] },
  },
  {
    files: ['server/src/domain/**/*.ts'],
    rules: {
      // Pure rules: no clock, no randomness, no Strapi.
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'The clock is handed in.' },
        { object: 'Math', property: 'random', message: 'Randomness is handed in.' },
      ],
      'no-restricted-imports': [
        'error',
        { patterns: [...TOP, '@strapi/*', 'knex', 'axios', 'undici'] },
      ],
    },
  },
  {
    files: ['admin/src/**/*.{ts,tsx}'],
    rules: { 'no-restricted-imports': ['error', { patterns: ['**/server/**'] }] },
  }
);
