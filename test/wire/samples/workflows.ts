interface Definition {
  identifier: string
  name: string
  steps: object[]
}

export const typed: Definition = {
  identifier: 'typed',
  name: 'Typed',
  steps: [{ type: 'send', channel: 'inApp', template: { title: 'Typed' } }],
}
