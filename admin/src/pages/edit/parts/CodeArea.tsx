import { Textarea } from '@strapi/design-system';
import { styled } from 'styled-components';

/** A text for machines: every character as wide as the others, and no help from a spell checker. */
const Monospaced = styled(Textarea)`
  textarea,
  & {
    font-family: 'SF Mono', SFMono-Regular, ui-monospace, Menlo, Consolas, monospace;
    font-size: 1.3rem;
    line-height: 1.5;
  }
`;

/** As many lines as are written, within reason. */
const FEWEST = 3;
const MOST = 20;

export interface CodeAreaProps {
  value: string;
  onChange(value: string): void;
  disabled: boolean;
  placeholder?: string;
}

export function CodeArea({ value, onChange, ...props }: CodeAreaProps) {
  return (
    <Monospaced
      {...props}
      value={value}
      rows={Math.min(Math.max(value.split('\n').length, FEWEST), MOST)}
      minHeight="0"
      height="auto"
      resizable
      spellCheck={false}
      autoComplete="off"
      onChange={(event: React.ChangeEvent<HTMLTextAreaElement>) => onChange(event.target.value)}
    />
  );
}
