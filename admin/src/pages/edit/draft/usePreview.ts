import { useEffect, useState } from 'react';
import type { TestPreview } from '../../../../../contracts/test-send';
import { usePreviewDraftMutation, type PreviewRequest } from '../../../api/webhooks-api';

interface Preview {
  /** The last one there was. */
  data: TestPreview | undefined;
  error: unknown;
  isFetching: boolean;
}

const NOTHING: Preview = { data: undefined, error: undefined, isFetching: false };

/** What would be sent, asked anew whenever the request is another; null: not to be asked. */
export function usePreview(request: PreviewRequest | null): Preview {
  const [ask] = usePreviewDraftMutation();
  const [preview, setPreview] = useState(NOTHING);
  const asked = request === null ? null : JSON.stringify(request);

  useEffect(() => {
    if (asked === null) return undefined;
    let isCurrent = true;
    setPreview(({ data }) => ({ data, error: undefined, isFetching: true }));
    void ask(JSON.parse(asked) as PreviewRequest).then((answer) => {
      if (!isCurrent) return;
      setPreview(({ data }) => ({
        ...('data' in answer ? { data: answer.data } : { data }),
        error: 'error' in answer ? answer.error : undefined,
        isFetching: false,
      }));
    });
    return () => {
      isCurrent = false;
    };
  }, [ask, asked]);

  return preview;
}
