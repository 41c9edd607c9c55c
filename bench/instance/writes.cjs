'use strict';

const { clock } = require('../lib/calls.cjs');

const ARTICLE = 'api::article.article';
const NOTE = 'api::note.note';

/** Documents that articles refer to, and the data of an article. */
async function createArticleData(app) {
  const author = await app.documents('api::author.author').create({ data: { name: 'Ada' } });
  const categories = [];
  for (const name of ['one', 'two']) {
    categories.push(await app.documents('api::category.category').create({ data: { name } }));
  }
  return {
    title: 'A title',
    slug: 'a-title',
    rating: 3,
    author: author.documentId,
    categories: categories.map((category) => category.documentId),
    seo: { metaTitle: 'A title for search engines' },
  };
}

function writeCommands(app, article) {
  return {
    /** Creates articles one after another; answers the time of each, and of all, in milliseconds. */
    create: async ({ count }) => {
      const latencies = [];
      const start = performance.now();
      for (let index = 0; index < count; index += 1) {
        const before = performance.now();
        await app.documents(ARTICLE).create({ data: article });
        latencies.push(performance.now() - before);
        // SQLite's driver is synchronous: a server that handles requests yields between them.
        await new Promise((resolve) => setImmediate(resolve));
      }
      return { latencies, totalMs: performance.now() - start };
    },

    /**
     * Creates notes, evenly paced; answers when each committed, by its text. A write that comes late
     * does not delay the next ones: they are begun when they were to begin.
     */
    createPaced: async ({ count, perSecond, prefix }) => {
      const committed = {};
      const start = clock();
      const writes = [];
      for (let index = 0; index < count; index += 1) {
        const wait = start + (index * 1_000) / perSecond - clock();
        await new Promise((resolve) =>
          wait > 1 ? setTimeout(resolve, wait) : setImmediate(resolve)
        );
        const text = `${prefix}-${index}`;
        const write = app.db.transaction(async ({ onCommit }) => {
          onCommit(() => {
            committed[text] = clock();
          });
          await app.documents(NOTE).create({ data: { text } });
        });
        writes.push(write);
      }
      await Promise.all(writes);
      return { committed, totalMs: clock() - start };
    },
  };
}

module.exports = { createArticleData, writeCommands, ARTICLE, NOTE };
