/** Why something was left out or went wrong, in words for people. */
const sentences: Readonly<Record<string, string>> = {
  'its rule does not hold': 'There is an answer.',
  preference_off: 'Turned off in the preferences.',
  channel_not_chosen: 'This channel was not chosen.',
  no_address: 'No address is known.',
  quiet_hours: 'Held until the quiet hours are over.',
  unknown_recipient: 'Nobody is known by that name.',
  user_deleted: 'The user was deleted.',
  render_failed: 'The texts could not be filled in.',
}

export const sayReason = (reason: string | null): string | undefined =>
  reason === null ? undefined : (sentences[reason] ?? `${reason.replaceAll('_', ' ')}.`)
