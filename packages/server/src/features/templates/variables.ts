import type { Person } from '../triggers/recipients.js'
import type { Variables } from './handlebars/compile.js'

/**
 * What templates read about one send, recipient after recipient: `data`, `recipient` (also `$recipient`), and the keys
 * of `data` by themselves, where no other variable has the name. The answer is the same object each time, filled anew.
 */
export const createVariables = (data: Record<string, unknown> | null): ((recipient: Person) => Variables) => {
  // One copy for all recipients: data may have very many keys.
  const variables: Variables = { ...data, data: data ?? {} }
  return ({ identifier, profile }) => {
    const recipient = { ...profile, identifier }
    variables['recipient'] = recipient
    variables['$recipient'] = recipient
    return variables
  }
}
