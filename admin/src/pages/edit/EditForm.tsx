import { useMemo, useState } from 'react';
import { Flex } from '@strapi/design-system';
import { Form, Layouts } from '@strapi/strapi/admin';
import { Navigate } from 'react-router-dom';
import type { Webhook } from '../../../../contracts/domain';
import type { FindEventTypesResponse } from '../../../../contracts/events';
import { addressOf } from '../../addresses';
import { ActionDialog } from './ActionDialog';
import type { EditAction } from './ActionsMenu';
import { DraftProvider } from './draft/DraftProvider';
import type { Section } from './form/sections';
import { useSave, type Created } from './form/useSave';
import { useTellErrors } from './form/useTellErrors';
import { NEW_VALUES, valuesOf, type FormValues } from './form/values';
import { HoldContext } from './leave/hold';
import { LeaveGuard } from './leave/LeaveGuard';
import type { EditPermissions } from './permissions';
import { isResumable } from '../webhooks/changeable';
import { Notes } from './Notes';
import { ShownSecret } from './secret/ShownSecret';
import { PREVIEWED, Sections } from './Sections';
import { HeaderAndTest } from './test/HeaderAndTest';

export interface EditFormProps {
  /** Null: a new one. */
  stored: Webhook | null;
  catalogue: FindEventTypesResponse;
  permissions: EditPermissions;
}

export function EditForm({ stored, catalogue, permissions }: EditFormProps) {
  const [section, setSection] = useState<Section>('webhook');
  const [action, setAction] = useState<EditAction | null>(null);
  const [created, setCreated] = useState<Created | null>(null);
  const [isHeld, setIsHeld] = useState(false);
  // Where to go from here: only once nothing asks about unsaved changes any more.
  const [leavesFor, setLeavesFor] = useState<string | null>(null);
  const tell = useTellErrors(setSection);

  const leaveForPageOf = (id: string) => setLeavesFor(addressOf.webhook(id));
  const onCreated = (made: Created) =>
    made.secret === null ? leaveForPageOf(made.id) : setCreated(made);

  const { canSave, canTest, canReadPayloads } = permissions;
  const isReadOnly = !canSave || stored?.managed === true;
  const { base, save } = useSave({ stored, isReadOnly, tell, onCreated });
  const initialValues = useMemo(() => (base === null ? NEW_VALUES : valuesOf(base)), [base]);
  // The server answers about drafts to those who may both save and test.
  const isDraftAllowed = canSave && canTest;
  // A preview shows content, too.
  const hasPreview = isDraftAllowed && canReadPayloads;
  return (
    <HoldContext.Provider value={setIsHeld}>
      <Form<FormValues>
        method={stored === null ? 'POST' : 'PUT'}
        disabled={isReadOnly}
        initialValues={initialValues}
        onSubmit={save}
      >
        <DraftProvider
          stored={base}
          catalogue={catalogue.data}
          isAllowed={isDraftAllowed}
          isPreviewShown={hasPreview && PREVIEWED.includes(section)}
        >
          <HeaderAndTest
            stored={stored}
            base={base}
            catalogue={catalogue.data}
            permissions={permissions}
            tell={tell}
            onAction={setAction}
          />
          <Layouts.Content>
            <Flex direction="column" alignItems="stretch" gap={4}>
              {stored === null ? null : (
                <Notes
                  webhook={stored}
                  isReadOnly={isReadOnly}
                  onEnable={canSave && isResumable(stored) ? () => setAction('enable') : undefined}
                />
              )}
              <Sections
                stored={stored}
                catalogue={catalogue}
                hasPreview={hasPreview}
                section={section}
                onSection={setSection}
              />
            </Flex>
          </Layouts.Content>
        </DraftProvider>
        {created?.secret && leavesFor === null ? (
          <ShownSecret secret={created.secret} onClose={() => leaveForPageOf(created.id)} />
        ) : null}
        {leavesFor === null ? (
          <LeaveGuard isHeld={isHeld || created !== null} />
        ) : (
          <Navigate to={leavesFor} replace />
        )}
      </Form>
      {/* Not in the form: what is sent in a dialog is not the form. */}
      {stored === null ? null : (
        <ActionDialog
          webhook={stored}
          action={action}
          onClose={() => setAction(null)}
          onDeleted={() => setLeavesFor(addressOf.webhooks())}
        />
      )}
    </HoldContext.Provider>
  );
}
