import { IconButton } from './Button'
import './Notice.css'

/** What went wrong with something just done, beside where it was done. `text` is whole sentences. */
export function Notice({ text, onDismiss }: { text: string; onDismiss: () => void }) {
  return (
    <div className="notice" role="alert">
      <p>{text}</p>
      <IconButton icon="close" label="Dismiss" onClick={onDismiss} />
    </div>
  )
}
