import { render, screen } from '@strapi/strapi/admin/test';
import { ReasonText, reasonHint } from '../../admin/src/components/ReasonText';
import { prettyBody } from '../../admin/src/pages/delivery/pretty-body';
import en from '../../admin/src/translations/en';
import type { TextKey } from '../../admin/src/hooks/useText';
import { FAILURE_REASONS } from '../../server/src/domain/outcome';

test.each([...FAILURE_REASONS, 'cancelled', 'discarded', 'webhook-deleted'])(
  'the reason %s of the server is told in words',
  (reason) => {
    render(<ReasonText reason={reason} />);
    expect(screen.getByText(en[`reason.${reason}` as TextKey])).toBeInTheDocument();
  }
);

test.each(FAILURE_REASONS)('what can be done about %s is told', (reason) => {
  expect(reasonHint(reason, (key) => en[key])).toBe(en[`reason-hint.${reason}`]);
});

test.each([
  ['http-500', 'The receiver answered 500: something is wrong on its side.'],
  ['http-301', 'The receiver answered 301, a redirect, and redirects are not followed.'],
  ['http-418', 'The receiver answered 418: it refuses the request.'],
  ['http-410', 'The receiver answered 410: it wants nothing any more.'],
  ['something-new', 'something-new'],
])('%s is told in words', (reason, text) => {
  render(<ReasonText reason={reason} />);
  expect(screen.getByText(text)).toBeInTheDocument();
});

test('a form is made readable field by field', () => {
  expect(prettyBody('event=entry.publish&payload=%7B%22a%22%3A1%7D', FORM)).toBe(
    'event = entry.publish\npayload = {\n  "a": 1\n}'
  );
});

test('what is no JSON is left as it is', () => {
  expect(prettyBody('<html>', 'text/html')).toBeNull();
});

const FORM = 'application/x-www-form-urlencoded';
