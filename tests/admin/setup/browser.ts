/** What a browser has, jsdom lacks, and Strapi's panel asks for. Nothing is laid out: every box is empty. */

class NoObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
  takeRecords() {
    return [];
  }
}

class PointerEventOfMouse extends MouseEvent {
  readonly pointerId = 1;
  readonly pointerType = 'mouse';
}

const noMedia = (media: string) => ({
  media,
  matches: false,
  onchange: null,
  addListener() {},
  removeListener() {},
  addEventListener() {},
  removeEventListener() {},
  dispatchEvent: () => true,
});

Object.assign(window, {
  ResizeObserver: NoObserver,
  IntersectionObserver: NoObserver,
  PointerEvent: window.PointerEvent ?? PointerEventOfMouse,
  matchMedia: noMedia,
  scrollTo() {},
  requestIdleCallback: (run: () => void) => window.setTimeout(run),
  cancelIdleCallback: (id: number) => window.clearTimeout(id),
  strapi: {
    backendURL: 'http://localhost:1337',
    isEE: false,
    isTrial: false,
    ai: { enabled: false },
    features: { isEnabled: () => false },
    future: { isEnabled: () => false },
    projectType: 'Community',
    telemetryDisabled: true,
    flags: { nps: false, promoteEE: false },
  },
});

Object.assign(Element.prototype, {
  scrollIntoView() {},
  hasPointerCapture: () => false,
  setPointerCapture() {},
  releasePointerCapture() {},
});

Range.prototype.getClientRects = () => Object.assign([], { item: () => null });
Range.prototype.getBoundingClientRect = () => new DOMRect();

/** Tells each test of the router's next version, which Strapi chooses. */
const { warn } = console;
console.warn = (...said: unknown[]) => {
  if (!String(said[0]).includes('React Router Future Flag')) warn(...said);
};
