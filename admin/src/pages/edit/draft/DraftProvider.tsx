import { createContext, useContext, useMemo, useState, type ReactNode } from 'react';
import { useDebounce } from '@strapi/strapi/admin';
import type { Webhook } from '../../../../../contracts/domain';
import type { EventTypeInfo } from '../../../../../contracts/events';
import type { MatchResponse, TestPreview } from '../../../../../contracts/test-send';
import { useMatchDraftQuery } from '../../../api/webhooks-api';
import { useText, type Text } from '../../../hooks/useText';
import { CalmErrors } from '../form/calm-errors';
import { draftOf, matchDraftOf } from '../form/changes';
import { readForm } from '../form/input';
import { labelOf } from '../form/labels';
import { readServerErrors, type ReadErrors } from '../form/server-errors';
import { useFormValues } from '../form/useEditForm';
import { NO_SUBJECT, optionsOf, type Subject } from './subject';
import { usePreview } from './usePreview';

/** How long the form is left alone before it is asked about. */
const QUIET_MS = 400;

interface DraftState {
  subject: Subject;
  setSubject(subject: Subject): void;
  /** The last one there was; null where there is too little on the form for one. */
  preview: TestPreview | null;
  isPreviewStale: boolean;
  /** Why there is none, as far as it is about no field. */
  previewErrors: string[];
  match: MatchResponse['data'] | null;
  isMatchStale: boolean;
}

const DraftContext = createContext<DraftState | null>(null);

export interface DraftProviderProps {
  stored: Webhook | null;
  catalogue: readonly EventTypeInfo[];
  /** Whether the server answers about drafts. */
  isAllowed: boolean;
  isPreviewShown: boolean;
  children: ReactNode;
}

/** Asks the server about what is on the form, once it is left alone for a moment. */
export function DraftProvider({ catalogue, children, ...props }: DraftProviderProps) {
  const t = useText();
  const [subject, setSubject] = useState(NO_SUBJECT);
  const typed = useFormValues();
  // Together: what was typed before saving is no change of what is stored since.
  const form = useMemo(() => ({ values: typed, stored: props.stored }), [typed, props.stored]);
  const { values, stored } = useDebounce(form, QUIET_MS);
  const asked = useDebounce(subject, QUIET_MS);

  const draft = useMemo(() => draftOf(values, stored), [values, stored]);
  const skipsPreview = draft === null || !props.isAllowed || !props.isPreviewShown;
  const preview = usePreview(
    skipsPreview ? null : { webhook: draft, ...optionsOf(asked, values, catalogue) }
  );
  const matchDraft = useMemo(() => matchDraftOf(values, stored), [values, stored]);
  const skipsMatch = matchDraft === null || !props.isAllowed;
  const match = useMatchDraftQuery(matchDraft ?? {}, { skip: skipsMatch });

  const refused = useMemo(
    () => readServerErrors(skipsPreview ? undefined : preview.error, values),
    [preview.error, skipsPreview, values]
  );
  const calm = useMemo(() => {
    const unreadable = readForm(values).problems.filter(({ detail }) => detail !== undefined);
    const said = unreadable.map(({ field, text, detail = '' }) => [field, t(text, { detail })]);
    const unmatched = readServerErrors(skipsMatch ? undefined : match.error, values);
    return { ...unmatched.fields, ...refused.fields, ...Object.fromEntries(said) };
  }, [match.error, refused, skipsMatch, t, values]);

  const state: DraftState = {
    subject,
    setSubject,
    preview: skipsPreview || preview.error !== undefined ? null : (preview.data ?? null),
    isPreviewStale: preview.isFetching,
    previewErrors: skipsPreview ? [] : messagesOf(preview.error, refused, t),
    match: skipsMatch || match.error !== undefined ? null : (match.data ?? null),
    isMatchStale: match.isFetching,
  };
  return (
    <DraftContext.Provider value={state}>
      <CalmErrors.Provider value={calm}>{children}</CalmErrors.Provider>
    </DraftContext.Provider>
  );
}

export function useDraft(): DraftState {
  const state = useContext(DraftContext);
  if (state === null) throw new Error('useDraft is used outside of DraftProvider');
  return state;
}

/** All that is wrong, where it is looked for: at its field, too, which may be in another section. */
function messagesOf(error: unknown, { fields, others }: ReadErrors, t: Text): string[] {
  const told = Object.entries(fields).map(([path, text]) => `${labelOf(path, t)}: ${text}`);
  told.push(...others);
  if (error === undefined || told.length > 0) return told;
  const { message } = error as { message?: unknown };
  return [typeof message === 'string' ? message : String(error)];
}
