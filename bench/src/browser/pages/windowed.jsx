import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { createRoot } from 'react-dom/client'
import { Frame, Row, useItems } from './floor-list.jsx'

function Windowed() {
  const items = useItems()
  // oxlint-disable-next-line react/incompatible-library -- no compiler is used here
  const rows = useWindowVirtualizer({ count: items.length, estimateSize: () => 62, overscan: 8 })
  return (
    <Frame>
      <div className="inbox-list" style={{ position: 'relative', height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, key, start }) => (
          <div
            key={key}
            ref={rows.measureElement}
            data-index={index}
            style={{ position: 'absolute', insetInline: 0, transform: `translateY(${start}px)` }}
          >
            <Row item={items[index]} />
          </div>
        ))}
      </div>
    </Frame>
  )
}
createRoot(document.querySelector('#app')).render(<Windowed />)
