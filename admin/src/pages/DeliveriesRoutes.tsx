import { Page } from '@strapi/strapi/admin';
import { Route, Routes } from 'react-router-dom';
import { PERMISSIONS } from '../permissions';
import { DeliveriesPage } from './deliveries/DeliveriesPage';
import { DeliveryPage } from './delivery/DeliveryPage';

/** Under …/deliveries. */
export default function DeliveriesRoutes() {
  return (
    <Page.Protect permissions={PERMISSIONS.readDeliveries}>
      <Routes>
        <Route index element={<DeliveriesPage />} />
        <Route path=":id" element={<DeliveryPage />} />
      </Routes>
    </Page.Protect>
  );
}
