import { useId, useState } from 'react'
import { Button } from '../parts/Button'
import { Code } from '../parts/Code'
import { CopyButton } from '../parts/CopyButton'
import definition from './low-stock.ts.txt?raw'

/** The workflow as one writes it in a back end. */
export function Definition() {
  const [isShown, setShown] = useState(false)
  const id = useId()
  const text = definition.trimEnd()
  return (
    <section className="definition" aria-label="The workflow in TypeScript">
      <div className="definition-head">
        <Button look="quiet" aria-expanded={isShown} aria-controls={id} onClick={() => setShown(!isShown)}>
          {isShown ? 'Hide the workflow' : 'Show the workflow'}
        </Button>
        {isShown && <CopyButton text={text} />}
      </div>
      <div id={id}>{isShown && <Code text={text} />}</div>
    </section>
  )
}
