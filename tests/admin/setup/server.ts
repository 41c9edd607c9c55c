import '@testing-library/jest-dom';
import { server } from '@strapi/strapi/admin/test';
import { configure } from '@testing-library/react';

// On a busy machine a page takes longer than the second it is given by default.
configure({ asyncUtilTimeout: 15_000 });

/** Whatever a page asks for, a test has to answer. */
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());
