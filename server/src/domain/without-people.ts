/** Where Strapi keeps who did something, and what only the people of the site know. */
const OF_PEOPLE = new Set([
  'createdBy',
  'updatedBy',
  'strapi_assignee',
  'password',
  'resetPasswordToken',
  'registrationToken',
  'confirmationToken',
]);

/** The same data without accounts and what belongs to them, however deep; dates as they are. */
export function withoutPeople<T>(data: T): T {
  if (Array.isArray(data)) return data.map(withoutPeople) as T;
  if (typeof data !== 'object' || data === null || data instanceof Date) return data;
  return Object.fromEntries(
    Object.entries(data)
      .filter(([name]) => !OF_PEOPLE.has(name))
      .map(([name, value]) => [name, withoutPeople(value)])
  ) as T;
}
