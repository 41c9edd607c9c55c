import {
  afterReplacement,
  MAX_PREVIOUS_SECRETS,
  overlapMs,
  signingSecrets,
  type PreviousSecret,
} from '../../server/src/signing/rotation';

const NOW = 1_000_000;
const DAY = overlapMs(24);

const present = (sealed: string): PreviousSecret => ({ sealed, until: Infinity });

/** Rotates once per entry, each at its time with its overlap; secrets are a, b, c, … */
function rotated(...rotations: [at: number, overlap: number][]): PreviousSecret[] {
  return rotations.reduce<PreviousSecret[]>(
    (previous, [at, overlap], index) =>
      afterReplacement([present('abcdefghij'.charAt(index)), ...previous], overlap, at),
    []
  );
}

test.each([
  [24, 86_400_000],
  [0, 0],
  [0.5, 1_800_000],
  [1 / 3, 1_200_000],
])('%d hours are %d milliseconds', (hours, ms) => expect(overlapMs(hours)).toBe(ms));

describe('a replaced secret', () => {
  test('is valid until its overlap ends', () => {
    expect(rotated([NOW, DAY])).toEqual([{ sealed: 'a', until: NOW + DAY }]);
  });

  test('is gone at once with an overlap of 0, and every older one with it', () => {
    expect(rotated([NOW, 0])).toEqual([]);
    expect(rotated([NOW, DAY], [NOW + 1, 0])).toEqual([]);
  });

  test('is valid together with those before it', () => {
    expect(rotated([NOW, DAY], [NOW + 1, DAY])).toEqual([
      { sealed: 'b', until: NOW + 1 + DAY },
      { sealed: 'a', until: NOW + DAY },
    ]);
  });

  test('never outlives one that replaced it', () => {
    expect(rotated([NOW, DAY], [NOW + 1, 10])).toEqual([
      { sealed: 'b', until: NOW + 11 },
      { sealed: 'a', until: NOW + 11 },
    ]);
  });

  test('is dropped at the next rotation once it has expired', () => {
    expect(rotated([NOW, 10], [NOW + 10, DAY]).map(({ sealed }) => sealed)).toEqual(['b']);
  });

  test(`is one of ${MAX_PREVIOUS_SECRETS} at most, the last replaced`, () => {
    const all = rotated(
      ...Array.from({ length: 8 }, (_, index) => [NOW + index, DAY] as [number, number])
    );
    expect(all.map(({ sealed }) => sealed)).toEqual(['h', 'g', 'f', 'e', 'd']);
  });
});

describe('what signs', () => {
  const previousSecrets = [
    { sealed: 'b', until: NOW + 10 },
    { sealed: 'a', until: NOW + 5 },
  ];

  test.each([
    [NOW, ['c', 'b', 'a']],
    [NOW + 4, ['c', 'b', 'a']],
    [NOW + 5, ['c', 'b']],
    [NOW + 9, ['c', 'b']],
    [NOW + 10, ['c']],
  ])('at %d is %j', (at, secrets) => {
    expect(signingSecrets({ sealedSecret: 'c', previousSecrets }, at)).toEqual(secrets);
  });

  test('is nothing once the secret is removed', () => {
    expect(signingSecrets({ sealedSecret: null, previousSecrets }, NOW)).toEqual([]);
  });
});
