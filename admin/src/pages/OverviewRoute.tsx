import { Page } from '@strapi/strapi/admin';
import { PERMISSIONS } from '../permissions';
import { OverviewPage } from './overview/OverviewPage';

export default function OverviewRoute() {
  return (
    <Page.Protect permissions={PERMISSIONS.readInsights}>
      <OverviewPage />
    </Page.Protect>
  );
}
