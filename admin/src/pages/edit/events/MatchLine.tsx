import { Typography } from '@strapi/design-system';
import { useText } from '../../../hooks/useText';
import { useDraft } from '../draft/DraftProvider';

/** What the choice would have meant for what happened lately. */
export function MatchLine() {
  const t = useText();
  const { match, isMatchStale } = useDraft();
  if (match === null) return null;
  return (
    <Typography
      variant="pi"
      tag="p"
      role="status"
      textColor={isMatchStale ? 'neutral500' : 'neutral800'}
    >
      {match.of === 0
        ? t('edit.match.none')
        : t('edit.match', { matched: match.matched, of: match.of })}
      {match.unknown > 0 && ` ${t('edit.match.unknown', { unknown: match.unknown })}`}
    </Typography>
  );
}
