import { createRoot } from 'react-dom/client'
import { Frame, Row, useItems } from './floor-list.jsx'

function Plain() {
  const items = useItems()
  return (
    <Frame>
      <div className="inbox-list">
        {items.map((item) => (
          <Row key={item.id} item={item} />
        ))}
      </div>
    </Frame>
  )
}
createRoot(document.querySelector('#app')).render(<Plain />)
