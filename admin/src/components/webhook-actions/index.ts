import type { ComponentType } from 'react';
import { BackfillDialog } from './BackfillDialog';
import { DiscardDialog } from './DiscardDialog';
import { ReplayDialog } from './ReplayDialog';
import { TestDialog } from './TestDialog';
import type { WebhookActionProps } from './types';

export { ChangeDialog, type ChangeDialogProps } from './ChangeDialog';
export type { WebhookActionProps } from './types';
export type { WebhookChange } from './useChange';
export { useReturnFocus } from './useReturnFocus';
export { BackfillDialog, DiscardDialog, ReplayDialog, TestDialog };

/** Dialogs about one webhook, by what they do. */
export const ACTION_DIALOGS = {
  test: TestDialog,
  replay: ReplayDialog,
  backfill: BackfillDialog,
  discard: DiscardDialog,
} as const satisfies Record<string, ComponentType<WebhookActionProps>>;

export type WebhookAction = keyof typeof ACTION_DIALOGS;
