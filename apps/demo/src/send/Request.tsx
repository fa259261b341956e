import { useState } from 'react'
import { useConfig } from '../api/config'
import type { Sending } from '../api/types'
import { Choices } from '../parts/Choices'
import { Code } from '../parts/Code'
import { CopyButton } from '../parts/CopyButton'
import { toCurl, toNode } from './snippets'
import './Request.css'

const writers = { curl: toCurl, node: toNode }
type Language = keyof typeof writers

const languages: readonly { value: Language; text: string }[] = [
  { value: 'curl', text: 'curl' },
  { value: 'node', text: 'Node' },
]

/** The same send as one writes it in a back end. */
export function Request({ sending }: { sending: Sending }) {
  const { apiKey } = useConfig()
  const [language, setLanguage] = useState<Language>('curl')
  const code = writers[language]({ origin: location.origin, apiKey, sending })
  return (
    <section className="request" aria-label="The same in your back end">
      <div className="request-head">
        <Choices label="Language" value={language} choices={languages} onChoose={setLanguage} />
        <CopyButton text={code} />
      </div>
      <Code text={code} />
      <p className="request-note">
        The secret stays in your back end. The server printed it on its first start.
      </p>
    </section>
  )
}
