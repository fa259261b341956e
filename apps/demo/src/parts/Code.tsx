import './Code.css'

/** Left to right and in its own lines, whichever way the page reads. */
export function Code({ text }: { text: string }) {
  return (
    <pre className="code" dir="ltr">
      <code>
        {text.split('\n').map((line, at) => (
          // Lines have no names and never change places.
          <span key={at} className="code-line">
            {line}
          </span>
        ))}
      </code>
    </pre>
  )
}
