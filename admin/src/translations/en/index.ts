import contentManager from './content-manager.json';
import deliveries from './deliveries.json';
import delivery from './delivery.json';
import edit from './edit.json';
import overview from './overview.json';
import panel from './panel.json';
import webhooks from './webhooks.json';

export default {
  ...panel,
  ...webhooks,
  ...edit,
  ...deliveries,
  ...delivery,
  ...overview,
  ...contentManager,
};
