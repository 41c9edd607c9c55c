/** `api::article.article`, `plugin::navigation.item`. */
export const CONTENT_TYPE_UID = /^(api|plugin|admin|strapi)::[\w-]+(\.[\w-]+)?$/;
