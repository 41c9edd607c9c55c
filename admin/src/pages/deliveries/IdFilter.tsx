import { useState, type FormEvent } from 'react';
import { Field, IconButton } from '@strapi/design-system';
import { Cross } from '@strapi/icons';
import { useText } from '../../hooks/useText';

interface Props {
  label: string;
  value: string | undefined;
  /** What an id looks like. */
  pattern?: RegExp;
  /** Said of what does not. */
  invalid?: string;
  onChange(value: string | undefined): void;
}

/** An id that is pasted: asked for with Enter, and when the field is left. */
export function IdFilter({ label, value = '', pattern, invalid, onChange }: Props) {
  const t = useText();
  const [text, setText] = useState(value);
  const [isInvalid, setIsInvalid] = useState(false);
  // Another value from elsewhere (the filters were cleared, one went back) takes the place of what was typed.
  const [last, setLast] = useState(value);
  if (last !== value) {
    setLast(value);
    setText(value);
    setIsInvalid(false);
  }
  const apply = () => {
    const id = text.trim();
    const isChanged = id !== value;
    const isWrong = isChanged && id !== '' && pattern?.test(id) === false;
    setIsInvalid(isWrong);
    if (isChanged && !isWrong) onChange(id === '' ? undefined : id);
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    apply();
  };
  return (
    <form onSubmit={onSubmit}>
      <Field.Root error={isInvalid ? invalid : undefined}>
        <Field.Input
          size="S"
          aria-label={label}
          placeholder={label}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onBlur={apply}
          endAction={
            value === '' ? null : (
              <IconButton
                variant="ghost"
                size="XS"
                label={t('deliveries.filter.clear-one', { filter: label })}
                onClick={() => onChange(undefined)}
              >
                <Cross />
              </IconButton>
            )
          }
        />
        <Field.Error />
      </Field.Root>
    </form>
  );
}
