import '@testing-library/jest-dom';
import { server } from '@strapi/strapi/admin/test';

/** Whatever a page asks for, a test has to answer. */
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());
