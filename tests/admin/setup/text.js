'use strict';

/** A file as text, as Vite's `?raw` imports it. */
module.exports = {
  process: (text) => ({
    code: `exports.default = ${JSON.stringify(text)};\nexports.__esModule = true;`,
  }),
};
