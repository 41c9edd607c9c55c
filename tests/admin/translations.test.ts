import { createIntl } from 'react-intl';
import de from '../../admin/src/translations/de';
import en from '../../admin/src/translations/en';
import fr from '../../admin/src/translations/fr';

type Texts = Record<string, string>;

const english: Texts = en;

/** What a text is made of, once parsed: of a message format's many types, what is looked at here. */
interface Part {
  type: number;
  value?: string;
  options?: Record<string, { value: Part[] }>;
  children?: Part[];
}

const LITERAL = 0;

const { formatters } = createIntl({ locale: 'en' });
const parse = (text: string) => formatters.getMessageFormat(text, 'en').getAst() as Part[];

/** The values a text takes, in whichever branch they stand, each with its type. */
function valuesIn(parts: Part[]): string[] {
  return parts.flatMap(({ type, value, options = {}, children = [] }) => [
    ...(type === LITERAL || value === undefined ? [] : [`${value} (${type})`]),
    ...Object.values(options).flatMap((option) => valuesIn(option.value)),
    ...valuesIn(children),
  ]);
}

const taken = (text = '') => [...new Set(valuesIn(parse(text)))].sort();

describe.each<[string, Texts]>([
  ['German', de],
  ['French', fr],
])('%s', (_language, texts) => {
  test('has the keys that English has', () => {
    expect(Object.keys(texts).sort()).toEqual(Object.keys(english).sort());
  });

  test('takes the values that English takes', () => {
    const valuesOf = (from: Texts) =>
      Object.fromEntries(Object.keys(english).map((key) => [key, taken(from[key])]));
    expect(valuesOf(texts)).toEqual(valuesOf(english));
  });
});

test.each<[string, Texts]>([
  ['English', en],
  ['German', de],
  ['French', fr],
])('%s has no empty text', (_language, texts) => {
  const empty = Object.keys(texts).filter((key) => texts[key]?.trim() === '');
  expect(empty).toEqual([]);
});
