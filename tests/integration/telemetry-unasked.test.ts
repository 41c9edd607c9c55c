import { until } from '../helpers/receiver';
import { registerSdk, type TelemetrySdk } from '../helpers/telemetry-sdk';
import { startDeliveries, type DeliverySetup } from './delivery-setup';

let setup: DeliverySetup;
let sdk: TelemetrySdk;

beforeAll(async () => {
  sdk = registerSdk();
  setup = await startDeliveries({});
});

afterAll(async () => {
  await setup?.stop();
  await sdk?.stop();
});

test('receivers are told nothing of traces unless it is asked for', async () => {
  const id = await setup.webhook();
  await setup.newNote();
  await setup.deliveryTo(id, 'delivered', 1);
  expect(setup.receiver.requests.at(-1)?.headers.traceparent).toBeUndefined();
  await until(
    () => sdk.spans().some(({ name }) => name === 'lifecycle_webhooks.attempt'),
    () => 'the attempt has no span'
  );
});
