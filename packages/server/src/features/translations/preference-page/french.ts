import type { PageTexts } from './english.js'

export const french: PageTexts = {
  title: 'Préférences de notification',
  isOn: 'Vous recevez des e-mails à propos de {category} de la part de {sender}.',
  isOnWhole: 'Vous recevez des e-mails de la part de {sender}.',
  isOff: 'Vous ne recevez pas d’e-mails à propos de {category} de la part de {sender}.',
  isOffWhole: 'Vous ne recevez pas d’e-mails de la part de {sender}.',
  turnedOff: 'C’est fait. Vous ne recevrez plus d’e-mails à propos de {category} de la part de {sender}.',
  turnedOffWhole: 'C’est fait. Vous ne recevrez plus d’e-mails de la part de {sender}.',
  turnedOn: 'C’est fait. Vous recevrez de nouveau des e-mails à propos de {category} de la part de {sender}.',
  turnedOnWhole: 'C’est fait. Vous recevrez de nouveau des e-mails de la part de {sender}.',
  isRequired:
    'Les e-mails à propos de {category} de la part de {sender} sont toujours envoyés : ils ne peuvent pas être désactivés.',
  unsubscribe: 'Se désabonner',
  turnOn: 'Réactiver',
  needsScript: 'Pour régler davantage ici, activez JavaScript.',
  goneTitle: 'Le sujet de ce message n’existe plus',
  gone: 'Il n’y a plus rien à désactiver.',
  brokenTitle: 'Ce lien ne fonctionne pas',
  broken: 'Il a peut-être été coupé. Ouvrez-le tel qu’il figure dans le message.',
  failedTitle: 'Cela n’a pas fonctionné',
  failed: 'Rien n’a été modifié. Réessayez dans un instant.',
}
