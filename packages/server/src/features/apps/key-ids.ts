const prefix = 'secret:'

/** The name of a secret among an app's keys. Signing keys have thumbprints for names, which hold no colon. */
export const secretKeyId = (secretId: number): string => `${prefix}${secretId}`

export const isSecretKeyId = (keyId: string): boolean => keyId.startsWith(prefix)
