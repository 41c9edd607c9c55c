import type { ReactNode } from 'react';
import { useRBAC } from '@strapi/strapi/admin';
import { useText } from '../hooks/useText';
import { PERMISSIONS } from '../permissions';
import { EntryDeliveries } from './EntryDeliveries';

/** What the Content Manager hands to a panel, as far as this one asks. */
interface PanelProps {
  model: string;
  /** Undefined where the entry is not saved. */
  document?: Version & { documentId?: string };
  /** The other versions of the document. */
  meta?: { availableStatus?: Version[] };
}

interface Version {
  updatedAt?: string | null;
  publishedAt?: string | null;
}

interface Panel {
  title: string;
  content: ReactNode;
}

/** In the edit view: whether what was changed has arrived. A panel is a component that returns its parts. */
export function DeliveriesPanel({ model, document, meta }: PanelProps): Panel | null {
  const t = useText();
  const { allowedActions } = useRBAC(PERMISSIONS.readDeliveries);
  const documentId = document?.documentId;
  if (allowedActions.canRead !== true || documentId === undefined) return null;
  const version = JSON.stringify(
    [document, ...(meta?.availableStatus ?? [])].map((it) => [it?.updatedAt, it?.publishedAt])
  );
  return {
    title: t('content-manager.title'),
    // By its document: another one is not a changed one.
    content: (
      <EntryDeliveries
        key={documentId}
        uid={model}
        documentId={documentId}
        version={version}
        changedAt={Date.parse(document?.updatedAt ?? '')}
      />
    ),
  };
}

type AddPanels = (panels: (typeof DeliveriesPanel)[]) => void;

/** Puts the panel into the edit view. What a plugin offers to others is untyped: here is the cast. */
export function addDeliveriesPanel(apis: Record<string, unknown>): void {
  const add = apis.addEditViewSidePanel;
  if (typeof add === 'function') (add as AddPanels)([DeliveriesPanel]);
}
