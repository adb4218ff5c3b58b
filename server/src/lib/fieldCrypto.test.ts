import fc from 'fast-check'
import { createFieldCrypto, fieldAad, FieldCryptoError } from './fieldCrypto'

const key = (letter: string): string => Buffer.alloc(32, letter).toString('base64')
const indexKey = key('i')
const old = createFieldCrypto({ keys: [{ id: 'k1', key: key('a') }], indexKey })
const rotated = createFieldCrypto({
  keys: [
    { id: 'k2', key: key('b') },
    { id: 'k1', key: key('a') },
  ],
  indexKey,
})
const aad = fieldAad('people', '0123456789abcdef01234567', 'phone')

test('gives back what was put in, never the same text twice, never in the clear', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 3 }), (value) => {
      const blob = old.encrypt(value, aad)
      expect(old.decrypt(blob, aad)).toBe(value)
      expect(old.encrypt(value, aad)).not.toBe(blob)
      expect(blob).not.toContain(value)
    }),
  )
})

test('a value moved to another record, field or collection cannot be read', () => {
  const blob = old.encrypt('13812341234', aad)
  for (const elsewhere of [
    fieldAad('people', '0123456789abcdef01234568', 'phone'),
    fieldAad('people', '0123456789abcdef01234567', 'name'),
    fieldAad('users', '0123456789abcdef01234567', 'phone'),
  ])
    expect(() => old.decrypt(blob, elsewhere)).toThrow(FieldCryptoError)
})

test('a changed or cut value cannot be read, and the error repeats neither value nor id', () => {
  const blob = old.encrypt('13812341234', aad)
  const last = blob.at(-2) === 'A' ? 'B' : 'A'
  expect(() => old.decrypt(blob.slice(0, -2) + last + blob.slice(-1), aad)).toThrow('people:…:phone')
  expect(() => old.decrypt(blob.slice(0, 12), aad)).toThrow(FieldCryptoError)
})

test('the newest key encrypts, every configured key decrypts, a removed one says so', () => {
  const blob = old.encrypt('王小明', aad)
  expect(rotated.keyId).toBe('k2')
  expect(rotated.encrypt('王小明', aad)).toMatch(/^k2\./)
  expect(rotated.decrypt(blob, aad)).toBe('王小明')
  const without = createFieldCrypto({ keys: [{ id: 'k2', key: key('b') }], indexKey })
  expect(() => without.decrypt(blob, aad)).toThrow('field key k1 is not configured')
  expect(() => createFieldCrypto({ keys: [], indexKey })).toThrow(FieldCryptoError)
})

test('blind indexes find equals however they were written, and differ by kind and key', () => {
  const { blindIndex } = old
  expect(blindIndex('+86 138-1234-1234', 'phone')).toBe(blindIndex('13812341234', 'phone'))
  expect(blindIndex('王 小明 ', 'name')).toBe(blindIndex('王小明', 'name'))
  expect(rotated.blindIndex('王小明', 'name')).toBe(blindIndex('王小明', 'name'))
  expect(blindIndex('13812341234', 'name')).not.toBe(blindIndex('13812341234', 'phone'))
  const other = createFieldCrypto({ keys: [{ id: 'k1', key: key('a') }], indexKey: key('j') })
  expect(other.blindIndex('王小明', 'name')).not.toBe(blindIndex('王小明', 'name'))
})
