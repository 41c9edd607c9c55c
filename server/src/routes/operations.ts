import type { z } from 'zod';
import * as deliveries from '../controllers/validation/deliveries';
import { findEvents, findEventTypes } from '../controllers/validation/events';
import { draftTest, match } from '../controllers/validation/test-send';
import { findWebhooks } from '../controllers/validation/webhooks';
import { findInsights } from '../controllers/validation/insights';
import { backfillOptions } from '../services/backfills';
import { importOptions } from '../services/strapi-import';
import { testSendOptions } from '../services/test-subjects';
import { change, creation, rotation } from '../services/webhook-input';

/** What there is to say of a route beside its path. */
export interface Operation {
  summary: string;
  query?: z.ZodType;
  body?: z.ZodType;
  /** @default 200 */
  status?: number;
  /** Name of the schema of what is answered. */
  answer?: string;
  isList?: boolean;
  /** Other statuses with which the same is answered, and when. */
  otherStatus?: Readonly<Record<number, string>>;
}

/** By handler. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  'webhooks.find': {
    summary: 'Webhooks, the oldest first',
    query: findWebhooks,
    answer: 'Webhook',
    isList: true,
  },
  'webhooks.findOne': { summary: 'A webhook', answer: 'Webhook' },
  'webhooks.create': {
    summary: 'Creates a webhook',
    body: creation,
    status: 201,
    answer: 'Webhook',
  },
  'webhooks.update': { summary: 'Changes what is given', body: change, answer: 'Webhook' },
  'webhooks.delete': { summary: 'Deletes a webhook, and cancels what waits for it', status: 204 },
  'webhooks.rotateSecret': {
    summary: 'Replaces the secret; the old one goes on signing for a while',
    body: rotation,
    answer: 'RotatedSecret',
  },
  'deliveries.find': {
    summary: 'Deliveries, the newest first',
    query: deliveries.findDeliveries,
    answer: 'Delivery',
    isList: true,
  },
  'deliveries.findOne': { summary: 'A delivery with its attempts', answer: 'DeliveryDetail' },
  'deliveries.payload': { summary: 'The request of a delivery, and what was answered' },
  'deliveries.redeliver': {
    summary: 'Sends a delivery again, at once',
    body: deliveries.redeliver,
    answer: 'Delivery',
  },
  'deliveries.cancel': { summary: 'Ends a delivery that waits', body: deliveries.nothing },
  'deliveries.discard': {
    summary: 'Ends everything that waits for a webhook',
    body: deliveries.nothing,
  },
  'replays.create': {
    summary: 'Sends everything since a time again',
    body: deliveries.replay,
    answer: 'Replay',
  },
  'replays.findOne': { summary: 'How far a replay is', answer: 'Replay' },
  'replays.cancel': { summary: 'Ends a replay where it is', body: deliveries.nothing },
  'events.find': {
    summary: 'Events, the newest first',
    query: findEvents,
    answer: 'Event',
    isList: true,
  },
  'events.findOne': { summary: 'An event', answer: 'Event' },
  'catalogue.find': {
    summary: 'Every event type, with a JSON Schema of its body',
    query: findEventTypes,
    answer: 'EventType',
    isList: true,
  },
  'testSend.send': {
    summary: 'Sends a test, once, and answers what came back',
    body: testSendOptions,
    answer: 'TestResult',
  },
  'testSend.preview': {
    summary: 'The exact request that a test would be',
    body: testSendOptions,
    answer: 'TestPreview',
  },
  'testSend.sendDraft': {
    summary: 'Sends a test of a webhook that is not saved, once',
    body: draftTest,
    answer: 'TestResult',
  },
  'testSend.previewDraft': {
    summary: 'The exact request that a test of a webhook that is not saved would be',
    body: draftTest,
    answer: 'TestPreview',
  },
  'testSend.match': {
    summary: 'Of how many of the newest events a webhook would have been told',
    body: match,
  },
  'backfills.create': {
    summary: 'Tells a webhook of the entries there are',
    body: backfillOptions,
    answer: 'Backfill',
  },
  'backfills.findOne': { summary: 'How far a backfill is', answer: 'Backfill' },
  'backfills.cancel': {
    summary: 'Ends a backfill where it is',
    body: deliveries.nothing,
    answer: 'Backfill',
  },
  'webhooks.importFromStrapi': {
    summary: "Copies Strapi's own webhooks",
    body: importOptions,
  },
  'insights.find': {
    summary: 'How deliveries went, in all and over time, and which instances live',
    query: findInsights,
    answer: 'Insights',
  },
  'health.find': {
    summary: 'How the instance that answers is',
    answer: 'Health',
    otherStatus: { 503: 'The same, of an instance that is down' },
  },
  'openapi.find': { summary: 'This document' },
};
