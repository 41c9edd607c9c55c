/** The admin panel's own HTTP interface, used as the panel uses it: log in, then write. */
export async function createAdminClient({ url, email, password, signal }) {
  const request = async (method, path, { headers, body } = {}) => {
    const response = await fetch(url + path, { method, headers, body, signal });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${method} ${path} was answered ${response.status}: ${text.slice(0, 500)}`);
    }
    return text === '' ? undefined : JSON.parse(text);
  };
  const json = (value) => ({
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(value),
  });

  const login = await request('POST', '/admin/login', json({ email, password }));
  const authorization = `Bearer ${login.data.token}`;
  const authorized = (method, path, { headers, body } = {}) =>
    request(method, path, { headers: { ...headers, authorization }, body });

  const collection = (uid) => `/content-manager/collection-types/${uid}`;
  return {
    get: async (path) => (await authorized('GET', path)).data,
    create: async (uid, entry) => (await authorized('POST', collection(uid), json(entry))).data,
    publish: (uid, documentId, entry) =>
      authorized('POST', `${collection(uid)}/${documentId}/actions/publish`, json(entry)),
    unpublish: (uid, documentId) =>
      authorized('POST', `${collection(uid)}/${documentId}/actions/unpublish`, json({})),
    delete: (uid, documentId) => authorized('DELETE', `${collection(uid)}/${documentId}`),
    /** @returns the file as the media library knows it */
    upload: async (name, type, bytes) => {
      const form = new FormData();
      form.append('files', new Blob([bytes], { type }), name);
      return (await authorized('POST', '/upload', { body: form }))[0];
    },
  };
}
