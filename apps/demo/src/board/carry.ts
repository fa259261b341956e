type Carrying = Pick<DragEvent, 'dataTransfer'>

/** Names what is dragged, so that files and links from elsewhere are left alone. */
const kind = 'application/x-harbor-order'

export const carryOrder = ({ dataTransfer }: Carrying, id: number): void => {
  if (!dataTransfer) return
  dataTransfer.setData(kind, String(id))
  dataTransfer.effectAllowed = 'move'
}

export const isCarryingOrder = ({ dataTransfer }: Carrying): boolean =>
  dataTransfer?.types.includes(kind) ?? false

export const carriedOrder = ({ dataTransfer }: Carrying): number | null =>
  Number(dataTransfer?.getData(kind)) || null
