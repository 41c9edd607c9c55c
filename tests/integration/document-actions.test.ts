import type { DomainEvent } from '../../contracts/domain';
import { documentsOf, type Documents } from '../helpers/documents';
import { announcedBy, typesAndLocales, typesOf } from '../helpers/events';
import { startReceiver, type Receiver } from '../helpers/receiver';
import { addFrench, startStrapi, type TestStrapi } from '../helpers/strapi';

let app: TestStrapi;
let receiver: Receiver;
let articles: Documents;
let notes: Documents;
let categories: Documents;

beforeAll(async () => {
  receiver = await startReceiver();
  app = await startStrapi();
  articles = documentsOf(app, 'api::article.article');
  notes = documentsOf(app, 'api::note.note');
  categories = documentsOf(app, 'api::category.category');
  await addFrench(app);
  await app.service('webhooks').create({
    name: 'everything',
    url: receiver.url,
    events: ['entry.*', 'media.*'],
  });
});

afterAll(async () => {
  await app?.stop();
  await receiver?.stop();
});

const announced = (act: () => Promise<unknown>) => announcedBy(app, receiver, act);
const note = () => notes.create({ data: { text: 'a note' } });

/** An article in English and French, and its events dropped. */
async function bilingual(status?: 'published'): Promise<string> {
  let documentId = '';
  await announced(async () => {
    ({ documentId } = await articles.create({ data: { title: 'Hello' }, locale: 'en' }));
    await articles.update({ documentId, data: { title: 'Bonjour' }, locale: 'fr' });
    if (status === 'published') await articles.publish({ documentId, locale: '*' });
  });
  return documentId;
}

describe('the document service announces', () => {
  test('a create as entry.create', async () => {
    expect(typesOf(await announced(note))).toEqual(['entry.create']);
  });

  test('a create with status published as entry.create, then entry.publish', async () => {
    const events = await announced(() =>
      notes.create({ data: { text: 'x' }, status: 'published' })
    );
    expect(typesOf(events)).toEqual(['entry.create', 'entry.publish']);
    expect(events[0]?.snapshot?.publishedAt).toBeNull();
    expect(events[1]?.snapshot?.publishedAt).toEqual(expect.any(String));
  });

  test('an update as entry.update', async () => {
    const { documentId } = await note();
    const events = await announced(() => notes.update({ documentId, data: { text: 'new' } }));
    expect(typesOf(events)).toEqual(['entry.update']);
    expect(events[0]?.snapshot).toMatchObject({ documentId, text: 'new' });
  });

  test('an update with status published as entry.update, then entry.publish', async () => {
    const { documentId } = await note();
    const twice = async () => {
      await notes.update({ documentId, data: { text: 'new' }, status: 'published' });
    };
    expect(typesOf(await announced(twice))).toEqual(['entry.update', 'entry.publish']);
    expect(typesOf(await announced(twice))).toEqual(['entry.update', 'entry.publish']);
  });

  test('an update of a locale that did not exist as entry.create', async () => {
    const { documentId } = await articles.create({ data: { title: 'Hello' } });
    const events = await announced(() =>
      articles.update({ documentId, locale: 'fr', data: { title: 'Bonjour' } })
    );
    expect(typesAndLocales(events)).toEqual(['entry.create fr']);
  });

  test('a publish as entry.publish, and again each time', async () => {
    const { documentId } = await note();
    for (let time = 0; time < 3; time += 1) {
      const events = await announced(() => notes.publish({ documentId }));
      expect(typesOf(events)).toEqual(['entry.publish']);
      expect(events[0]?.snapshot).toMatchObject({ documentId, text: 'a note' });
    }
  });

  test('a publish of several locales as one entry.publish for each', async () => {
    const documentId = await bilingual();
    const events = await announced(() => articles.publish({ documentId, locale: ['en', 'fr'] }));
    expect(typesAndLocales(events).sort()).toEqual(['entry.publish en', 'entry.publish fr']);
  });

  test('an unpublish as one entry.unpublish for each locale, with publishedAt null', async () => {
    const documentId = await bilingual('published');
    const events = await announced(() => articles.unpublish({ documentId, locale: '*' }));
    expect(typesAndLocales(events).sort()).toEqual(['entry.unpublish en', 'entry.unpublish fr']);
    for (const event of events) {
      expect(event.snapshot).toMatchObject({ documentId, publishedAt: null, categories: [] });
    }
  });

  test('a discarded draft as entry.draft-discard, with what is published', async () => {
    const { documentId } = await notes.create({ data: { text: 'kept' }, status: 'published' });
    await notes.update({ documentId, data: { text: 'thrown away' } });
    const events = await announced(() => notes.discardDraft({ documentId }));
    expect(typesOf(events)).toEqual(['entry.draft-discard']);
    expect(events[0]?.snapshot).toMatchObject({ documentId, text: 'kept', publishedAt: null });
  });

  test('a clone as one entry.create for each cloned locale', async () => {
    const documentId = await bilingual('published');
    const events = await announced(() => articles.clone({ documentId, locale: '*' }));
    expect(typesAndLocales(events).sort()).toEqual(['entry.create en', 'entry.create fr']);
    expect(events[0]?.documentId).not.toBe(documentId);
  });

  test('a delete of one locale as one entry.delete, with the published version', async () => {
    const documentId = await bilingual('published');
    await articles.update({ documentId, locale: 'fr', data: { title: 'Brouillon' } });
    const events = await announced(() => articles.delete({ documentId, locale: 'fr' }));
    expect(typesAndLocales(events)).toEqual(['entry.delete fr']);
    expect(events[0]?.snapshot).toMatchObject({
      documentId,
      title: 'Bonjour',
      publishedAt: expect.any(String),
    });
  });

  test('a delete of all locales as one entry.delete for each, not for each row', async () => {
    const documentId = await bilingual('published');
    const events = await announced(() => articles.delete({ documentId, locale: '*' }));
    expect(typesAndLocales(events).sort()).toEqual(['entry.delete en', 'entry.delete fr']);
  });

  test('a delete of what was never published with the draft', async () => {
    const { documentId } = await note();
    const events = await announced(() => notes.delete({ documentId }));
    expect(typesOf(events)).toEqual(['entry.delete']);
    expect(events[0]?.snapshot).toMatchObject({ documentId, text: 'a note', publishedAt: null });
  });

  test('a type without draft & publish by create, update and delete only', async () => {
    const events = await announced(async () => {
      const { documentId } = await categories.create({ data: { name: 'a' }, status: 'published' });
      await categories.update({ documentId, data: { name: 'b' }, status: 'published' });
      await categories.delete({ documentId });
    });
    expect(typesOf(events)).toEqual(['entry.create', 'entry.update', 'entry.delete']);
  });

  test('a single type like any other', async () => {
    const homepages = documentsOf(app, 'api::homepage.homepage');
    const events = await announced(async () => {
      const { documentId } = await homepages.create({ data: { headline: 'a' } });
      await homepages.publish({ documentId });
      await homepages.delete({ documentId });
    });
    expect(typesOf(events)).toEqual(['entry.create', 'entry.publish', 'entry.delete']);
  });

  test('the same through strapi.entityService', async () => {
    const service = app.strapi.entityService as unknown as {
      create(uid: string, params: object): Promise<{ id: number }>;
      update(uid: string, id: number, params: object): Promise<unknown>;
      delete(uid: string, id: number): Promise<unknown>;
    };
    const events = await announced(async () => {
      const { id } = await service.create('api::category.category', { data: { name: 'a' } });
      await service.update('api::category.category', id, { data: { name: 'b' } });
      await service.delete('api::category.category', id);
    });
    expect(typesOf(events)).toEqual(['entry.create', 'entry.update', 'entry.delete']);
  });
});

describe('several changes in one transaction are announced', () => {
  test('each, in order, each with its own snapshot', async () => {
    const events = await announced(() =>
      app.strapi.db.transaction(async () => {
        const { documentId } = await notes.create({ data: { text: 'one' } });
        await notes.update({ documentId, data: { text: 'two' } });
        await notes.publish({ documentId });
        await notes.update({ documentId, data: { text: 'three' } });
        await notes.delete({ documentId });
      })
    );
    expect(events.map((event) => [event.type, event.snapshot?.text])).toEqual([
      ['entry.create', 'one'],
      ['entry.update', 'two'],
      ['entry.publish', 'two'],
      ['entry.update', 'three'],
      ['entry.delete', 'two'],
    ]);
  });

  test('also where a hook of the first goes on to change the same document', async () => {
    const unsubscribe = app.strapi.db.lifecycles.subscribe({
      models: ['api::note.note'],
      async afterCreate({ result }: { result: { documentId: string; text: string } }) {
        if (result.text !== 'hooked') return;
        const { documentId } = result;
        await notes.update({ documentId, data: { text: 'by the hook' } });
      },
    } as never);
    try {
      const events = await announced(() => notes.create({ data: { text: 'hooked' } }));
      expect(typesOf(events)).toEqual(['entry.create', 'entry.update']);
      expect(events[1]?.snapshot?.text).toBe('by the hook');
    } finally {
      unsubscribe();
    }
  });

  test('also where a hook changes the document while its published version is replaced', async () => {
    const { documentId } = await notes.create({ data: { text: 'old' }, status: 'published' });
    let hooked = 0;
    const unsubscribe = app.strapi.db.lifecycles.subscribe({
      models: ['api::note.note'],
      async afterDelete() {
        hooked += 1;
        if (hooked === 1) await notes.update({ documentId, data: { count: 7 } });
      },
    } as never);
    try {
      const events = await announced(() => notes.publish({ documentId }));
      expect(typesOf(events)).toEqual(['entry.update', 'entry.publish']);
    } finally {
      unsubscribe();
    }
  });

  test('also what a hook writes to other documents', async () => {
    const unsubscribe = app.strapi.db.lifecycles.subscribe({
      models: ['api::note.note'],
      async afterCreate() {
        await categories.create({ data: { name: 'by a hook' } });
        await app.strapi.db
          .query('api::category.category' as never)
          .create({ data: { name: 'directly' } as never });
      },
    } as never);
    try {
      const events = await announced(() => note());
      expect(events.map((event) => event.uid).sort()).toEqual([
        'api::category.category',
        'api::category.category',
        'api::note.note',
      ]);
    } finally {
      unsubscribe();
    }
  });
});

describe('fields that are not localized', () => {
  const updates = (events: DomainEvent[]) =>
    events.map((event) => [event.type, event.locale, event.snapshot?.rating]);

  test('are announced for every locale Strapi copies them to', async () => {
    const documentId = await bilingual();
    const events = await announced(() =>
      articles.update({ documentId, locale: 'en', data: { rating: 5 } })
    );
    expect(updates(events)).toEqual([
      ['entry.update', 'en', 5],
      ['entry.update', 'fr', 5],
    ]);
  });

  test('announce no locale in which nothing differs', async () => {
    const documentId = await bilingual();
    const events = await announced(() =>
      articles.update({ documentId, locale: 'en', data: { title: 'Hello again' } })
    );
    expect(typesAndLocales(events)).toEqual(['entry.update en']);
  });

  test('announce no other locale when one is published', async () => {
    const documentId = await bilingual('published');
    await articles.update({
      documentId,
      locale: 'en',
      data: { links: [{ label: 'a', url: 'https://example.com' }] },
    });
    await articles.publish({ documentId, locale: '*' });
    const events = await announced(() => articles.publish({ documentId, locale: 'en' }));
    expect(typesAndLocales(events)).toEqual(['entry.publish en']);
  });
});
