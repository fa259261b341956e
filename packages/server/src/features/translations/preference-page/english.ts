/**
 * What the page says that a link in a message opens. `{category}` and `{sender}` are names, `{sender}` that of the app or
 * of its customer; the other languages have the same keys.
 */
export const english = {
  title: 'Notification preferences',
  isOn: 'You get e-mail about {category} from {sender}.',
  isOnWhole: 'You get e-mail from {sender}.',
  isOff: 'You get no e-mail about {category} from {sender}.',
  isOffWhole: 'You get no e-mail from {sender}.',
  turnedOff: 'Done. You get no more e-mail about {category} from {sender}.',
  turnedOffWhole: 'Done. You get no more e-mail from {sender}.',
  turnedOn: 'Done. You get e-mail about {category} from {sender} again.',
  turnedOnWhole: 'Done. You get e-mail from {sender} again.',
  isRequired: 'E-mail about {category} from {sender} is always sent: it cannot be turned off.',
  unsubscribe: 'Unsubscribe',
  turnOn: 'Turn it back on',
  needsScript: 'To choose more than this here, turn on JavaScript.',
  goneTitle: 'This message is about something that is gone',
  gone: 'There is nothing to turn off any more.',
  brokenTitle: 'This link does not work',
  broken: 'It may have been cut off. Open it as it stands in the message.',
  failedTitle: 'That did not work',
  failed: 'Nothing was changed. Try again in a moment.',
}

/** Texts of the page, by key. */
export type PageTexts = typeof english
