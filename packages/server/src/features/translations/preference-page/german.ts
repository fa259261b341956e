import type { PageTexts } from './english.js'

export const german: PageTexts = {
  title: 'Benachrichtigungen einstellen',
  isOn: 'Sie erhalten E-Mails zu {category} von {sender}.',
  isOnWhole: 'Sie erhalten E-Mails von {sender}.',
  isOff: 'Sie erhalten keine E-Mails zu {category} von {sender}.',
  isOffWhole: 'Sie erhalten keine E-Mails von {sender}.',
  turnedOff: 'Erledigt. Sie erhalten keine E-Mails zu {category} von {sender} mehr.',
  turnedOffWhole: 'Erledigt. Sie erhalten keine E-Mails von {sender} mehr.',
  turnedOn: 'Erledigt. Sie erhalten wieder E-Mails zu {category} von {sender}.',
  turnedOnWhole: 'Erledigt. Sie erhalten wieder E-Mails von {sender}.',
  isRequired: 'E-Mails zu {category} von {sender} werden immer gesendet und lassen sich nicht abbestellen.',
  unsubscribe: 'Abbestellen',
  turnOn: 'Wieder einschalten',
  needsScript: 'Um hier mehr einzustellen, schalten Sie JavaScript ein.',
  goneTitle: 'Worum es in dieser Nachricht ging, gibt es nicht mehr',
  gone: 'Es gibt nichts mehr abzubestellen.',
  brokenTitle: 'Dieser Link funktioniert nicht',
  broken: 'Vielleicht wurde er abgeschnitten. Öffnen Sie ihn so, wie er in der Nachricht steht.',
  failedTitle: 'Das hat nicht geklappt',
  failed: 'Es wurde nichts geändert. Versuchen Sie es gleich noch einmal.',
}
