import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/**
 * Encryption of single fields at rest. A port: an implementation with SM4 and HMAC-SM3 can replace this one, the
 * key id in front of each value says which key, hence which algorithm, wrote it.
 */
export interface FieldCrypto {
  /** The key that encrypts now. */
  readonly keyId: string
  /** @param aad where the value lives, from `fieldAad`; the value can be read nowhere else. */
  encrypt(value: string, aad: string): string
  /** @throws FieldCryptoError when the key is unknown, the text was changed, or it was moved to another record. */
  decrypt(blob: string, aad: string): string
  /** The same text for the same value of the same kind of field, to find it without reading it. */
  blindIndex(value: string, field: BlindIndexField): string
}

/** Kinds of blind index; the same person's phone has one index in the register and in the accounts. */
export type BlindIndexField = 'name' | 'phone' | 'personKey'

export class FieldCryptoError extends Error {}

const algorithm = 'aes-256-gcm'
const ivLength = 12
const tagLength = 16

/** Where a value lives: `collection:id:field`, the associated data of its encryption. */
export function fieldAad(collection: string, id: { toString(): string }, field: string): string {
  return `${collection}:${id.toString()}:${field}`
}

/** Names without spaces and in one form of each character, phones as 11 digits, so that equals are found. */
export function normalizeForIndex(value: string, field: BlindIndexField): string {
  const plain = value.normalize('NFKC').replace(/\s/g, '')
  return field === 'phone' ? plain.replace(/\D/g, '').replace(/^(?:00)?86(?=1\d{10}$)/, '') : plain
}

/** @param key 32 bytes in base64. */
export interface FieldKey {
  id: string
  key: string
}

/**
 * AES-256-GCM with a random nonce per value, and HMAC-SHA256 with a key of its own for blind indexes.
 * @param options `keys`: the first encrypts, all decrypt; `indexKey`: 32 bytes in base64. Whoever has the index key
 * can find every phone number by trying all: it is as secret as the others.
 */
export function createFieldCrypto(options: { keys: readonly FieldKey[]; indexKey: string }): FieldCrypto {
  const newest = options.keys[0]
  if (!newest) throw new FieldCryptoError('no field key')
  const keys = new Map(options.keys.map(({ id, key }) => [id, Buffer.from(key, 'base64')]))
  const deriveIndexKey = (field: string): Buffer =>
    Buffer.from(hkdfSync('sha256', Buffer.from(options.indexKey, 'base64'), '', `blind index ${field}`, 32))
  const indexKeys: Record<BlindIndexField, Buffer> = {
    name: deriveIndexKey('name'),
    phone: deriveIndexKey('phone'),
    personKey: deriveIndexKey('personKey'),
  }

  function keyOf(id: string): Buffer {
    const key = keys.get(id)
    if (!key) throw new FieldCryptoError(`field key ${id} is not configured`)
    return key
  }

  return {
    keyId: newest.id,
    encrypt(value, aad) {
      const iv = randomBytes(ivLength)
      const cipher = createCipheriv(algorithm, keyOf(newest.id), iv).setAAD(Buffer.from(aad))
      const body = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()])
      return `${newest.id}.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')}`
    },
    decrypt(blob, aad) {
      const dot = blob.indexOf('.')
      const bytes = Buffer.from(blob.slice(dot + 1), 'base64url')
      const key = keyOf(blob.slice(0, dot))
      if (bytes.length < ivLength + tagLength) throw new FieldCryptoError('the field is cut off')
      const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, ivLength))
        .setAAD(Buffer.from(aad))
        .setAuthTag(bytes.subarray(ivLength, ivLength + tagLength))
      try {
        return (
          decipher.update(bytes.subarray(ivLength + tagLength), undefined, 'utf8') + decipher.final('utf8')
        )
      } catch {
        throw new FieldCryptoError(`the field at ${aad.replace(/:.*:/, ':…:')} does not fit its tag`)
      }
    },
    blindIndex: (value, field) =>
      createHmac('sha256', indexKeys[field]).update(normalizeForIndex(value, field)).digest('base64url'),
  }
}
