import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { documentsOf, queryOf } from '../helpers/documents';
import { announcedBy, typesOf } from '../helpers/events';
import { startReceiver, type Receiver } from '../helpers/receiver';
import { adminClient, restClient, type RestClient } from '../helpers/rest';
import { temporaryDir } from '../helpers/fixture-app';
import { startStrapi, type TestStrapi } from '../helpers/strapi';

const FILE = 'plugin::upload.file';

let app: TestStrapi;
let receiver: Receiver;
let rest: RestClient;
let admin: RestClient;

beforeAll(async () => {
  receiver = await startReceiver();
  app = await startStrapi();
  rest = await restClient(app);
  admin = await adminClient(app);
  await app.service('webhooks').create({
    name: 'everything',
    url: receiver.url,
    events: ['entry.*', 'media.*'],
    contentTypes: ['api::article.article'],
  });
});

afterAll(async () => {
  await app?.stop();
  await receiver?.stop();
});

interface FileAnswer {
  name: string;
  id: number;
  documentId: string;
}

const announced = (act: () => Promise<unknown>) => announcedBy(app, receiver, act);

function form(names: string[], fields: Record<string, string> = {}): FormData {
  const data = new FormData();
  for (const name of names) {
    data.append('files', new Blob([`content of ${name}`], { type: 'text/plain' }), name);
  }
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return data;
}

async function uploaded(...names: string[]): Promise<FileAnswer[]> {
  const { status, body } = await admin('POST', '/upload', form(names));
  if (status >= 300) throw new Error(`${status}: ${JSON.stringify(body)}`);
  return body as FileAnswer[];
}

async function folder(name: string): Promise<number> {
  const { body } = await admin('POST', '/upload/folders', { name, parent: null });
  return (body as { data: { id: number } }).data.id;
}

const succeed = async (answer: ReturnType<RestClient>) => {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${status}: ${JSON.stringify(body)}`);
};

describe('the media library announces', () => {
  test('an upload as media.create, with the file', async () => {
    const events = await announced(() => uploaded('a.txt'));
    expect(typesOf(events)).toEqual(['media.create']);
    expect(events[0]?.snapshot).toMatchObject({
      name: 'a.txt',
      ext: '.txt',
      mime: 'text/plain',
      provider: 'local',
      url: expect.stringMatching(/^\/uploads\//),
      related: [],
    });
    expect(events[0]?.snapshot).not.toHaveProperty('folderPath');
    expect(receiver.requests.at(-1)?.json).toEqual({
      id: events[0]?.id,
      event: 'media.create',
      createdAt: events[0]?.createdAt,
      media: events[0]?.snapshot,
    });
  });

  test('an upload of several files as one media.create for each', async () => {
    const events = await announced(() => uploaded('b.txt', 'c.txt'));
    expect(typesOf(events)).toEqual(['media.create', 'media.create']);
  });

  test('a new name or description as media.update', async () => {
    const [file] = await uploaded('d.txt');
    const fileInfo = JSON.stringify({ name: 'renamed.txt', alternativeText: 'described' });
    const events = await announced(() =>
      succeed(admin('POST', `/upload?id=${file?.id}`, form([], { fileInfo })))
    );
    expect(typesOf(events)).toEqual(['media.update']);
    expect(events[0]?.snapshot).toMatchObject({
      name: 'renamed.txt',
      alternativeText: 'described',
    });
  });

  test('a replaced file as media.update', async () => {
    const [file] = await uploaded('e.txt');
    const events = await announced(() =>
      succeed(admin('POST', `/upload?id=${file?.id}`, form(['replacement.txt'])))
    );
    expect(typesOf(events)).toEqual(['media.update']);
    expect(events[0]?.documentId).toBe(file?.documentId);
  });

  test('files moved to a folder as one media.update for each', async () => {
    const files = await uploaded('f.txt', 'g.txt');
    const destinationFolderId = await folder('destination');
    const events = await announced(() =>
      succeed(
        admin('POST', '/upload/actions/bulk-move', {
          fileIds: files.map((file) => file.id),
          destinationFolderId,
        })
      )
    );
    expect(events.map((event) => [event.type, event.documentId]).sort()).toEqual(
      files.map((file) => ['media.update', file.documentId]).sort()
    );
  });

  test('nothing for a move that is refused', async () => {
    const [file] = await uploaded('h.txt');
    const events = await announced(async () => {
      const { status } = await admin('POST', '/upload/actions/bulk-move', {
        fileIds: [file?.id],
        destinationFolderId: 123_456,
      });
      expect(status).toBe(400);
    });
    expect(events).toEqual([]);
  });

  test('a delete as media.delete, singly, in bulk and with its folder', async () => {
    const [single, ...several] = await uploaded('i.txt', 'j.txt', 'k.txt');
    const folderId = await folder('to delete');
    const [inFolder] = await uploaded('l.txt');
    await admin('POST', '/upload/actions/bulk-move', {
      fileIds: [inFolder?.id],
      destinationFolderId: folderId,
    });

    const one = await announced(() => succeed(admin('DELETE', `/upload/files/${single?.id}`)));
    expect(typesOf(one)).toEqual(['media.delete']);
    expect(one[0]?.snapshot).toMatchObject({ documentId: single?.documentId, name: single?.name });

    const fileIds = several.map((file) => file.id);
    const many = await announced(() =>
      succeed(admin('POST', '/upload/actions/bulk-delete', { fileIds }))
    );
    expect(typesOf(many)).toEqual(['media.delete', 'media.delete']);

    const folderIds = [folderId];
    const withFolder = await announced(() =>
      succeed(admin('POST', '/upload/actions/bulk-delete', { folderIds }))
    );
    expect(withFolder.map((event) => [event.type, event.documentId])).toEqual([
      ['media.delete', inFolder?.documentId],
    ]);
  });
});

describe('the content API announces', () => {
  test('an upload for an entry as media.create that says where it is used', async () => {
    const article = await documentsOf(app, 'api::article.article').create({
      data: { title: 'With a cover' },
    });
    const fields = { ref: 'api::article.article', refId: String(article.id), field: 'cover' };
    const events = await announced(() =>
      succeed(rest('POST', '/api/upload', form(['m.txt'], fields)))
    );
    expect(typesOf(events)).toEqual(['media.create']);
    expect(events[0]?.snapshot?.related).toEqual([
      { __type: 'api::article.article', id: article.id, documentId: article.documentId },
    ]);
  });

  test('a delete as media.delete, with where it was used', async () => {
    const article = await documentsOf(app, 'api::article.article').create({
      data: { title: 'With a gallery' },
    });
    const fields = { ref: 'api::article.article', refId: String(article.id), field: 'gallery' };
    const { body } = await rest('POST', '/api/upload', form(['n.txt'], fields));
    const [file] = body as FileAnswer[];
    const events = await announced(() => succeed(rest('DELETE', `/api/upload/files/${file?.id}`)));
    expect(typesOf(events)).toEqual(['media.delete']);
    expect(events[0]?.snapshot?.related).toHaveLength(1);
  });
});

test('a change through the document service is a change of media', async () => {
  const [file] = await uploaded('q.txt');
  const files = documentsOf(app, FILE);
  const events = await announced(async () => {
    await files.update({ documentId: file?.documentId, data: { caption: 'by code' } });
    await files.delete({ documentId: file?.documentId });
  });
  expect(events.map((event) => [event.type, event.snapshot?.caption])).toEqual([
    ['media.update', 'by code'],
    ['media.delete', 'by code'],
  ]);
});

test('a rolled-back upload and a rolled-back delete are not announced', async () => {
  const [file] = await uploaded('o.txt');
  const upload = app.strapi.plugin('upload').service('upload') as {
    upload(input: object): Promise<unknown>;
    remove(file: object): Promise<unknown>;
  };
  const filepath = path.join(temporaryDir(), 'p.txt');
  writeFileSync(filepath, 'p');
  const failing = (work: () => Promise<unknown>) =>
    app.strapi.db
      .transaction(async () => {
        await work();
        throw new Error('on purpose');
      })
      .catch((error: Error) => expect(error.message).toBe('on purpose'));

  const events = await announced(async () => {
    await failing(() =>
      upload.upload({
        data: { fileInfo: {} },
        files: { filepath, originalFilename: 'p.txt', mimetype: 'text/plain', size: 1 },
      })
    );
    const row = await queryOf(app, FILE).findOne({ where: { id: file?.id } });
    await failing(() => upload.remove(row ?? {}));
  });
  expect(events).toEqual([]);
  expect(await queryOf(app, FILE).count({ where: { id: file?.id } })).toBe(1);
});
