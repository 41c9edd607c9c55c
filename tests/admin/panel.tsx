import type { ReactElement } from 'react';
import { render, server } from '@strapi/strapi/admin/test';
import { delay, http, HttpResponse, type JsonBodyType } from 'msw';
import { useStore } from 'react-redux';
import { Route, Routes, useLocation } from 'react-router-dom';
import { PERMISSIONS } from '../../admin/src/permissions';

export type Permission = keyof typeof PERMISSIONS;

const EVERYTHING = Object.keys(PERMISSIONS) as Permission[];

interface PanelOptions {
  /** What its user may do. @default everything the plugin knows */
  may?: Permission[];
  /** The address it is opened at. @default / */
  at?: string;
  /** The path of a page that reads parameters from it: `/webhooks/:id`. @default any */
  path?: string;
}

/** A page or a part of one, inside Strapi's panel. `url()` is where the panel is by now, `state()` what its store holds. */
export function renderPanel(
  ui: ReactElement,
  { may = EVERYTHING, at = '/', path = '*' }: PanelOptions = {}
) {
  const place = { url: at, state: (): unknown => undefined };
  const Place = () => {
    const { pathname, search } = useLocation();
    place.url = pathname + search;
    place.state = useStore().getState;
    return null;
  };
  const page = (
    <>
      <Place />
      <Routes>
        <Route path={path} element={ui} />
        <Route path="*" element={null} />
      </Routes>
    </>
  );
  const permissions = may.flatMap((name) => PERMISSIONS[name]).map(granted);
  const rendered = render(page, {
    initialEntries: [at],
    providerOptions: { permissions: () => permissions },
  });
  return { ...rendered, url: () => place.url, state: () => place.state() };
}

function granted({ action, subject }: { action: string; subject: null }, index: number) {
  return { id: index + 1, action, subject, properties: {}, conditions: [], actionParameters: {} };
}

/** A request as the server got it. */
export interface Asked {
  params: Record<string, string>;
  query: URLSearchParams;
  body: unknown;
}

type Method = 'get' | 'post' | 'put' | 'delete';

/**
 * Answers a route of the plugin (`/webhooks/:id`), from now until the end of the test; the requests so
 * far are in the array it gives back.
 */
export function serve(
  method: Method,
  path: string,
  answer: JsonBodyType | ((asked: Asked) => JsonBodyType)
): Asked[] {
  const seen: Asked[] = [];
  const handler = http[method](address(path), async ({ request, params }) => {
    const text = await request.text();
    const asked: Asked = {
      params: params as Record<string, string>,
      query: new URL(request.url).searchParams,
      body: text === '' ? null : JSON.parse(text),
    };
    seen.push(asked);
    const body = typeof answer === 'function' ? answer(asked) : answer;
    return body === undefined ? new HttpResponse(null, { status: 204 }) : HttpResponse.json(body);
  });
  server.use(handler);
  return seen;
}

/** The route refuses, as Strapi does; `details` as its validation errors have them. */
export function serveError(
  method: Method,
  path: string,
  status: number,
  { message = 'Refused', name = 'ApplicationError', details = {} } = {}
): void {
  server.use(
    http[method](address(path), () =>
      HttpResponse.json({ data: null, error: { status, name, message, details } }, { status })
    )
  );
}

/** The route does not answer while the test goes on. */
export function serveNever(method: Method, path: string): void {
  server.use(
    http[method](address(path), async () => {
      await delay('infinite');
      return HttpResponse.json(null);
    })
  );
}

function address(path: string): string {
  return `http://localhost:1337/lifecycle-webhooks${path}`;
}
