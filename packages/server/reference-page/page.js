/** @param {string} path */
const get = async (path) => {
  const answer = await fetch(path)
  if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}`)
  return answer.json()
}

try {
  const [document, known] = await Promise.all([get('/openapi.json'), get('/docs/settings.json')])
  const ui = SwaggerUIBundle({
    // Written out, so that the commands it shows can be pasted into a terminal.
    spec: { ...document, servers: [{ url: location.origin, description: 'this server' }] },
    dom_id: '#reference',
    deepLinking: true,
    filter: true,
    tryItOutEnabled: true,
    displayRequestDuration: true,
    defaultModelsExpandDepth: 0,
    // A secret that somebody types in is gone with the page.
    persistAuthorization: false,
    onComplete: () => {
      for (const [scheme, value] of Object.entries(known)) ui.preauthorizeApiKey(scheme, value)
    },
  })
} catch (error) {
  const said = document.querySelector('#reference')
  if (said) said.textContent = `The reference could not be loaded: ${error.message}`
}
