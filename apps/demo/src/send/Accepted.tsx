import { Icon } from '../parts/Icon'

/** The server has it on disk: from here on it arrives. */
export function Accepted({ requestId }: { requestId: string }) {
  return (
    <span className="accepted">
      <Icon name="check" />
      <span>
        Accepted as <code title={requestId}>{requestId}</code>
      </span>
    </span>
  )
}
