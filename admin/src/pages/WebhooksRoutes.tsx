import { Page } from '@strapi/strapi/admin';
import { Route, Routes } from 'react-router-dom';
import { PERMISSIONS } from '../permissions';
import { EditPage } from './edit/EditPage';
import { WebhooksPage } from './webhooks/WebhooksPage';

/** Under …/webhooks. */
export default function WebhooksRoutes() {
  return (
    <Page.Protect permissions={PERMISSIONS.readWebhooks}>
      <Routes>
        <Route index element={<WebhooksPage />} />
        {/* `new`, or the id of a webhook. */}
        <Route path=":id" element={<EditPage />} />
      </Routes>
    </Page.Protect>
  );
}
