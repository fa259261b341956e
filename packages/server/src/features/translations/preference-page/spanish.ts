import type { PageTexts } from './english.js'

export const spanish: PageTexts = {
  title: 'Preferencias de notificación',
  isOn: 'Recibe correos sobre {category} de {sender}.',
  isOnWhole: 'Recibe correos de {sender}.',
  isOff: 'No recibe correos sobre {category} de {sender}.',
  isOffWhole: 'No recibe correos de {sender}.',
  turnedOff: 'Listo. Ya no recibirá correos sobre {category} de {sender}.',
  turnedOffWhole: 'Listo. Ya no recibirá correos de {sender}.',
  turnedOn: 'Listo. Volverá a recibir correos sobre {category} de {sender}.',
  turnedOnWhole: 'Listo. Volverá a recibir correos de {sender}.',
  isRequired: 'Los correos sobre {category} de {sender} se envían siempre: no se pueden desactivar.',
  unsubscribe: 'Cancelar la suscripción',
  turnOn: 'Volver a activar',
  needsScript: 'Para elegir más aquí, active JavaScript.',
  goneTitle: 'El tema de este mensaje ya no existe',
  gone: 'Ya no hay nada que desactivar.',
  brokenTitle: 'Este enlace no funciona',
  broken: 'Puede que esté cortado. Ábralo tal como aparece en el mensaje.',
  failedTitle: 'No ha funcionado',
  failed: 'No se ha cambiado nada. Inténtelo de nuevo en un momento.',
}
