import { ENTRY_EVENT_TYPES, MEDIA_EVENT_TYPES } from '../../contracts/domain';
import {
  EVENT_PATTERNS,
  expandPattern,
  isAnnouncedType,
  isUserType,
} from '../../server/src/domain/event-catalogue';

test('a webhook may ask for every event type and for each family of them', () => {
  expect([...EVENT_PATTERNS].sort()).toEqual(
    [
      'entry.*',
      'entry.create',
      'entry.delete',
      'entry.draft-discard',
      'entry.publish',
      'entry.unpublish',
      'entry.update',
      'media.*',
      'media.create',
      'media.delete',
      'media.update',
      'webhook.disabled',
    ].sort()
  );
});

test('a wildcard stands for its whole family, any other pattern for itself', () => {
  expect(expandPattern('entry.*')).toEqual(ENTRY_EVENT_TYPES);
  expect(expandPattern('media.*')).toEqual(MEDIA_EVENT_TYPES);
  expect(expandPattern('entry.publish')).toEqual(['entry.publish']);
});

describe('entries are announced', () => {
  test.each(['api::article.article', 'api::upload.upload', 'plugin::navigation.navigation-item'])(
    'of %s',
    (uid) => expect(isAnnouncedType(uid, [])).toBe(true)
  );

  test('of all but the excluded types', () => {
    const excluded = ['api::note.note'];
    expect(isAnnouncedType('api::note.note', excluded)).toBe(false);
    expect(isAnnouncedType('api::note.notebook', excluded)).toBe(true);
  });
});

describe('nothing is announced', () => {
  test.each([
    'admin::user',
    'admin::role',
    'admin::permission',
    'admin::api-token',
    'admin::transfer-token',
    'strapi::core-store',
    'strapi::webhook',
    'plugin::users-permissions.user',
    'plugin::users-permissions.role',
    'plugin::users-permissions.permission',
    'plugin::i18n.locale',
    'plugin::content-releases.release',
    'plugin::review-workflows.workflow',
    'plugin::upload.file',
    'plugin::upload.folder',
    'plugin::lifecycle-webhooks.webhook',
  ])('of %s', (uid) => expect(isAnnouncedType(uid, [])).toBe(false));
});

test.each([
  ['admin::user', true],
  ['admin::role', true],
  ['plugin::users-permissions.user', true],
  ['plugin::users-permissions.role', true],
  ['api::user.user', false],
  ['plugin::upload.file', false],
])('%s belongs to the people of the site: %s', (uid, isUser) => {
  expect(isUserType(uid)).toBe(isUser);
});
