/** 16 px box, 1.5 px strokes, the colour of the text around. */
const paths = {
  close: 'm4.5 4.5 7 7m0-7-7 7',
  send: 'M13.5 2.5 7 9m6.5-6.5-4 11L7 9m6.5-6.5-11 4L7 9',
  sun: 'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M3.4 12.6l.7-.7M11.9 4.1l.7-.7',
  moon: 'M13.5 9.5A5.8 5.8 0 0 1 6.5 2.5a5.8 5.8 0 1 0 7 7Z',
  window: 'M6.5 3.5h-2a1 1 0 0 0-1 1v7a1 1 0 0 0 1 1h7a1 1 0 0 0 1-1v-2M9 2.5h4.5V7M13.2 2.8 8 8',
  chevron: 'm4.5 6.5 3.5 3.5 3.5-3.5',
  comment: 'M3.5 3h9a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1H8l-3 2.5V11H3.5a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1Z',
  eye: 'M1.8 8S4 3.8 8 3.8 14.2 8 14.2 8 12 12.2 8 12.2 1.8 8 1.8 8ZM8 9.7a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4Z',
  check: 'm3.5 8.5 3 3 6-7',
  copy: 'M6.5 5.5h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-6a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1ZM3.5 10.5a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1h6a1 1 0 0 1 1 1',
  person: 'M8 7.5A2.5 2.5 0 1 0 8 2.5a2.5 2.5 0 0 0 0 5ZM3.5 13.5a4.5 4.5 0 0 1 9 0',
  inbox:
    'M2.5 9.5v2a1 1 0 0 0 1 1h9a1 1 0 0 0 1-1v-2m-11 0h3l1 1.5h3l1-1.5h3m-11 0 1.8-5.3a1 1 0 0 1 1-.7h5.4a1 1 0 0 1 1 .7l1.8 5.3',
  clock: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 5v3l2 1.5',
  mail: 'M3.5 3.5h9a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1ZM2.8 5 8 8.7 13.2 5',
  phone: 'M5.5 1.5h5a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1h-5a1 1 0 0 1-1-1v-11a1 1 0 0 1 1-1ZM7.3 12.3h1.4',
  flag: 'M4 14V2.5m0 .5h7.5l-1.7 2.8L11.5 8.5H4',
  steps: 'M2.5 13h3.5v-3.5h3.5V6H13V2.5',
  columns: 'M3.5 2.5h9a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1ZM8 2.5v11',
  sliders:
    'M2.5 5h6m4 0h1M2.5 11h1m4 0h6M10.5 7a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM5.5 13a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  arrow: 'M3 8h10M9.5 4.5 13 8l-3.5 3.5',
} as const

export type IconName = keyof typeof paths

/** Decoration: whatever it means is said in words beside it, or in its button's label. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" data-icon={name} viewBox="0 0 16 16" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  )
}
