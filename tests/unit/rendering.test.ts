import type { DomainEvent } from '../../contracts/domain';
import { contentTypeOf, type BodyShape } from '../../server/src/domain/body';
import { createRender, isFailedRender } from '../../server/src/domain/rendering';
import { createTransforms } from '../../server/src/relay/transforms';

let time = 0;
const maxPayloadBytes = 1_000;
const transforms = createTransforms({ maxPayloadBytes, now: () => time });
const render = createRender({
  maxPayloadBytes,
  transform: transforms.apply,
  attributesOf: () => ({}),
  canTell: () => true,
});

const event: DomainEvent = {
  id: 'evt_1',
  type: 'entry.update',
  uid: 'api::note.note',
  model: 'note',
  documentId: 'doc',
  locale: null,
  snapshot: { id: 1, text: 'new' },
  changes: ['text'],
  previous: { id: 1, text: 'old' },
  createdAt: '2026-01-02T03:04:05.678Z',
};
const shape = (transform: string | null, more: Partial<BodyShape> = {}): BodyShape => ({
  format: 'strapi',
  includePrevious: false,
  includeActor: false,
  contentType: 'application/json',
  fields: null,
  populate: null,
  transform,
  ...more,
});

describe('a transform', () => {
  test('is given the body, with previous and changes', () => {
    const source = '{"now": entry.text, "before": previous.text, "what": changes, "id": id}';
    expect(JSON.parse(render(event, shape(source)).content)).toEqual({
      now: 'new',
      before: 'old',
      what: ['text'],
      id: 'evt_1',
    });
  });

  test('is given the body as the format has it', () => {
    const { content } = render(event, shape('data.entry.text', { format: 'standard' }));
    expect(content).toBe('"new"');
  });

  test('makes a form, too', () => {
    const form = { contentType: 'application/x-www-form-urlencoded' } as const;
    const body = render(event, shape('{"a": {"b": entry.text}}', form));
    expect(body.content).toBe('a%5Bb%5D=new');
    expect(contentTypeOf(body.shape)).toBe(form.contentType);
    expect(render(event, shape('entry.text', form))).toMatchObject({
      shape: expect.stringMatching(/!$/),
      content: expect.stringContaining('no object'),
    });
  });

  test('is given what was coalesced, and keeps its mark', () => {
    const coalesced = [
      { id: 'evt_1', type: event.type, uid: event.uid, documentId: 'doc', changes: [] },
    ];
    const body = render(event, shape('$count(coalesced)'), { coalesced, mark: '~dlv_1' });
    expect(body).toMatchObject({ content: '1', shape: expect.stringMatching(/~dlv_1$/) });
  });

  test.each(['missing', '$error("on purpose")', '$pad("é", 600, "é")'])(
    'that fails gives no body, but why: %s',
    (source) => {
      const body = render(event, shape(source), { mark: '@dlv_1' });
      expect(isFailedRender(body.shape)).toBe(true);
      expect(body.content).toMatch(/^The transform failed: /);
    }
  );

  test('of others is another shape', () => {
    const shapes = [null, 'a', 'b', 'c'].map((source) => render(event, shape(source)).shape);
    expect(new Set(shapes).size).toBe(4);
    expect(render(event, shape('"x"')).shape).toBe(render(event, shape('"x"')).shape);
  });

  test('that takes too long three times is not tried for ten seconds', () => {
    const endless = '($f := function($x){ $f($x) }; $f(1))';
    const content = () => render(event, shape(endless)).content;
    for (let times = 0; times < 3; times += 1) expect(content()).toContain('It takes longer');
    const begun = performance.now();
    for (let times = 0; times < 100; times += 1) expect(content()).toContain('again and again');
    expect(performance.now() - begun).toBeLessThan(1_000);
    expect(render(event, shape('"another"')).content).toBe('"another"');
    time += 10_001;
    expect(content()).toContain('It takes longer');
  });
});

test('without one, a body larger than the limit is thin, and no failure', () => {
  const large = { ...event, snapshot: { text: 'x'.repeat(2_000) } };
  const body = render(large, shape(null));
  expect(isFailedRender(body.shape)).toBe(false);
  expect(JSON.parse(body.content)).toMatchObject({ truncated: true });
});
