import { ConfigFault, type ProvidersConfig, readProviders } from '../channels/read-config.js'
import type { ServerOptions } from '../options.js'
import type { ConfigFile } from './config-file.js'
import { Refusal } from './refusal.js'
import type { Given } from './settings.js'

type Env = Readonly<Record<string, string | undefined>>

const reference = /^env:(.*)$/s
const variableName = /^[A-Za-z_]\w*$/

/**
 * The providers that a config file and the variables for a single mail server name. Text that is `env:NAME` is what
 * that variable holds. @throws Refusal that names the setting
 */
export const providersOf = (
  { smtpUrl, smtpFrom }: Given,
  file: ConfigFile | undefined,
  env: Env,
): Pick<ServerOptions, 'providers'> => {
  const inFile = file?.providers === undefined ? {} : readSection(file.providers, file.name, env)
  if (smtpUrl === undefined && smtpFrom === undefined)
    return file?.providers === undefined ? {} : { providers: inFile }
  if (smtpUrl === undefined || smtpFrom === undefined)
    throw new Refusal('INBOXKIT_SMTP_URL and INBOXKIT_SMTP_FROM must be set together')
  if (inFile.email?.length)
    throw new Refusal(`Give INBOXKIT_SMTP_URL or "providers.email" in ${file?.name}, not both`)
  return { providers: { ...inFile, email: [{ type: 'smtp', url: smtpUrl, from: smtpFrom }] } }
}

const readSection = (section: unknown, name: string, env: Env): ProvidersConfig => {
  try {
    const resolved = resolveVariables(section, 'providers', env)
    readProviders(resolved)
    // Just checked: each is an object with a type and what that takes.
    return resolved as ProvidersConfig
  } catch (error) {
    if (error instanceof ConfigFault) throw new Refusal(`"${error.path}" in ${name} ${error.rule}`)
    throw error
  }
}

const resolveVariables = (value: unknown, path: string, env: Env): unknown => {
  if (typeof value === 'string') return resolveText(value, path, env)
  if (Array.isArray(value)) return value.map((one, place) => resolveVariables(one, `${path}[${place}]`, env))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, resolveVariables(one, `${path}.${key}`, env)]),
  )
}

const resolveText = (text: string, path: string, env: Env): string => {
  const [, variable] = reference.exec(text) ?? []
  if (variable === undefined) return text
  if (!variableName.test(variable)) throw new ConfigFault(path, 'must be env: and the name of a variable')
  const value = env[variable]
  if (value === undefined || value === '')
    throw new ConfigFault(path, `must be in the environment variable ${variable}, which is not set`)
  return value
}
