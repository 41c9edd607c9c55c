import { Layouts, useForm } from '@strapi/strapi/admin';
import { Box } from '@strapi/design-system';
import type { Webhook } from '../../../../../contracts/domain';
import type { EventTypeInfo } from '../../../../../contracts/events';
import type { EditAction } from '../ActionsMenu';
import { EditHeader } from '../EditHeader';
import { useDraft } from '../draft/DraftProvider';
import { optionsOf } from '../draft/subject';
import { readForm } from '../form/input';
import type { TellErrors } from '../form/useTellErrors';
import type { FormValues } from '../form/values';
import type { EditPermissions } from '../permissions';
import { TestPanel } from './TestPanel';
import { useTest } from './useTest';

export interface HeaderAndTestProps {
  /** As it is stored now, and as the form began. */
  stored: Webhook | null;
  base: Webhook | null;
  catalogue: readonly EventTypeInfo[];
  permissions: EditPermissions;
  tell: TellErrors;
  onAction(action: EditAction): void;
}

/** The head of the page, and below it what a test came to, in sight whatever section is open. */
export function HeaderAndTest(props: HeaderAndTestProps) {
  const { stored, base, catalogue, permissions, tell, onAction } = props;
  const { subject } = useDraft();
  const getValues = useForm('HeaderAndTest', ({ getValues }) => getValues);
  const setErrors = useForm('HeaderAndTest', ({ setErrors }) => setErrors);
  const { canSave, canTest } = permissions;
  const test = useTest(base, canSave);

  const sendTest = async () => {
    const values = getValues() as FormValues;
    const { problems } = readForm(values);
    // A test needs no name; what else is wrong would be tested otherwise than it is written.
    const hindering = problems.filter(({ field }) => field !== 'name');
    if (hindering.length > 0) return tell.problems(hindering, setErrors);
    const error = await test.send(values, optionsOf(subject, values, catalogue));
    if (error !== undefined) tell.refusal(error, values, setErrors);
  };

  return (
    <>
      <EditHeader
        stored={stored}
        permissions={permissions}
        onAction={onAction}
        onTest={canTest ? () => void sendTest() : undefined}
        isTesting={test.isSending}
      />
      {test.isOpen ? (
        <Layouts.Content>
          <Box paddingBottom={4}>
            <TestPanel isSending={test.isSending} result={test.result} onClose={test.close} />
          </Box>
        </Layouts.Content>
      ) : null}
    </>
  );
}
