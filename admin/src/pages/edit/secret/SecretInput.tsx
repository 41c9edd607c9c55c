import { useState } from 'react';
import { Field, TextInput } from '@strapi/design-system';
import { Eye, EyeStriked } from '@strapi/icons';
import { useText } from '../../../hooks/useText';

export interface SecretInputProps {
  value: string;
  onChange(value: string): void;
  disabled?: boolean;
  placeholder?: string;
  'aria-label'?: string;
}

/** Hidden from whoever looks over the shoulder, until it is asked for. */
export function SecretInput({ value, onChange, ...props }: SecretInputProps) {
  const t = useText();
  const [isShown, setIsShown] = useState(false);
  return (
    <TextInput
      {...props}
      type={isShown ? 'text' : 'password'}
      autoComplete="new-password"
      spellCheck={false}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      endAction={
        <Field.Action
          label={t(isShown ? 'edit.secret.hide' : 'edit.secret.show')}
          onClick={() => setIsShown(!isShown)}
        >
          {isShown ? <EyeStriked fill="neutral500" /> : <Eye fill="neutral500" />}
        </Field.Action>
      }
    />
  );
}
