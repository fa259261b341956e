import { Button } from './Button'
import './Failed.css'

export function Failed({ reason, onRetry }: { reason: string; onRetry: () => void }) {
  return (
    <div className="failed" role="alert">
      <p>{reason}</p>
      <Button onClick={onRetry}>Try again</Button>
    </div>
  )
}
