import { createContext } from 'react';
import type { FieldErrors } from './server-errors';

/** What the preview says of fields while they are typed: told at the field, without taking the focus. */
export const CalmErrors = createContext<FieldErrors>({});
