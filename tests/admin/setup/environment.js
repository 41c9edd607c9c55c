'use strict';

const { TestEnvironment } = require('jest-environment-jsdom');

/**
 * What MSW needs and jsdom lacks or has in a form of its own. Not Blob, File, FormData and URL: those
 * belong to jsdom's document.
 */
const FROM_NODE = {
  ...{ TextDecoder, TextEncoder, structuredClone, BroadcastChannel },
  ...{ ReadableStream, TransformStream, WritableStream, TextDecoderStream, TextEncoderStream },
  ...{ fetch, Headers, Request, Response, AbortController, AbortSignal },
};

module.exports = class PanelEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    Object.assign(this.global, FROM_NODE);
  }
};
