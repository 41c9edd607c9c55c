import type { Core } from '@strapi/strapi';
import { contentTypes } from '@strapi/utils';
import type { ContentTypeInfo } from '../../../contracts/events';

interface LocalesService {
  find(): Promise<{ code: string }[]>;
}

/** What entry events of this site can be about. */
export function createSubjects(
  strapi: Core.Strapi,
  canBeAnnounced: (uid: string) => boolean | undefined
) {
  return {
    /** Content types whose entries are announced. */
    announced: (): ContentTypeInfo[] =>
      Object.values(strapi.contentTypes)
        .filter(({ uid }) => canBeAnnounced(uid) === true)
        .map((type) => ({
          uid: type.uid,
          displayName: type.info.displayName,
          kind: type.kind,
          draftAndPublish: contentTypes.hasDraftAndPublish(type),
          localized: isLocalized(type.pluginOptions),
        })),

    /** Codes of the site's locales; none without the i18n plugin. */
    async locales(): Promise<string[]> {
      // Left out of a site, it is no plugin; typed by Strapi as if it were always there.
      const i18n = strapi.plugin('i18n') as Core.Plugin | undefined;
      if (i18n === undefined) return [];
      const locales = await (i18n.service('locales') as LocalesService).find();
      return locales.map(({ code }) => code);
    },
  };
}

function isLocalized(pluginOptions: object | undefined): boolean {
  const { i18n } = (pluginOptions ?? {}) as { i18n?: { localized?: boolean } };
  return i18n?.localized === true;
}
