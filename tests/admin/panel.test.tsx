import { screen } from '@strapi/strapi/admin/test';
import OverviewRoute from '../../admin/src/pages/OverviewRoute';
import { renderPanel } from './panel';

test('a page is not shown to those who lack its permission', async () => {
  renderPanel(<OverviewRoute />, { may: ['readWebhooks'] });
  expect(await screen.findByText(/permissions to access/)).toBeInTheDocument();
});
