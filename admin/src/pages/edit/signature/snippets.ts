// One source for what the panel shows, what is tested and what is on the disk.
import go from '../../../../../examples/verify/verify.go?raw';
import node from '../../../../../examples/verify/verify.mjs?raw';
import php from '../../../../../examples/verify/verify.php?raw';
import python from '../../../../../examples/verify/verify.py?raw';

/** How a receiver verifies deliveries, by language. */
export const SNIPPETS = [
  { name: 'Node', code: node },
  { name: 'Python', code: python },
  { name: 'PHP', code: php },
  { name: 'Go', code: go },
];
