import type { SendBody } from '../features/triggers/send-body.js'
import type { WorkflowBody } from '../features/workflows/schemas.js'
import type { Notice } from './acts.js'
import { consoleProvider, wayOut } from './outside.js'

export const commentMailIdentifier = 'harbor-comment-mail'

/** Collects what others write for as long as each likes, and tells of all of it in one e-mail. */
export const commentMail: WorkflowBody = {
  name: 'Comments by e-mail',
  category: 'comments',
  steps: [
    { type: 'batch', for: '1h', choices: ['0s', '1h', '1d'] },
    {
      type: 'send',
      channel: 'email',
      provider: consoleProvider,
      template: {
        subject: '{{batch.total}} {{plural batch.total "comment" "comments"}} at Harbor',
        text: `{{#each batch.items}}{{title}}: {{message}}\n{{/each}}${wayOut}`,
      },
    },
  ],
}

/** What goes along with a notice of the board; `null` = it is no comment. */
export const commentMailFor = ({ category, recipients, title, message }: Notice): SendBody | null =>
  category === 'comments'
    ? {
        notification: { workflow: { identifier: commentMailIdentifier } },
        sendTo: { recipients },
        data: { title, message },
      }
    : null
