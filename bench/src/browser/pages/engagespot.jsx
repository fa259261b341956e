import { Engagespot } from '@engagespot/react-component'
import { createRoot } from 'react-dom/client'

const query = new URLSearchParams(location.search)

// The slash matters: it glues the path of its texts onto this.
createRoot(document.querySelector('#app')).render(
  <Engagespot baseUrl={`${query.get('api')}/`} apiKey={query.get('key')} userId={query.get('user')} />,
)
