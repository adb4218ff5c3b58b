import { createHash, createPublicKey, createSign, randomBytes } from 'node:crypto'

/*
 * node:crypto reads certificates but makes none, so the few lines of DER that a self-signed RSA certificate needs
 * are written here. Source: RFC 5280, 4.1.
 */

const tags = {
  integer: 0x02,
  bits: 0x03,
  null: 0x05,
  oid: 0x06,
  utf8: 0x0c,
  time: 0x18,
  sequence: 0x30,
  set: 0x31,
}

function encodeLength(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length])
  const bytes: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256)
  return Buffer.from([0x80 | bytes.length, ...bytes])
}

function encode(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag]), encodeLength(content.length), content])
}

const oids = {
  /** 1.2.840.113549.1.1.11 */
  sha256WithRsa: Buffer.from('2a864886f70d01010b', 'hex'),
  /** 2.5.4.3 */
  commonName: Buffer.from('550403', 'hex'),
}

const algorithm = encode(tags.sequence, encode(tags.oid, oids.sha256WithRsa), encode(tags.null))

function encodeName(commonName: string): Buffer {
  const attribute = encode(
    tags.sequence,
    encode(tags.oid, oids.commonName),
    encode(tags.utf8, Buffer.from(commonName)),
  )
  return encode(tags.sequence, encode(tags.set, attribute))
}

const encodeTime = (instant: Date): Buffer =>
  encode(tags.time, Buffer.from(`${instant.toISOString().replace(/\D/g, '').slice(0, 14)}Z`))

function toPem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

/** 40 hexadecimal digits, as WeChat Pay's serials have; the first keeps the number positive and its length fixed. */
export function makeSerial(): string {
  const digest = createHash('sha1').update(randomBytes(20)).digest('hex').toUpperCase()
  return `5${digest.slice(1)}`
}

/** A self-signed certificate of an RSA key, valid for five years as WeChat Pay's are. @returns PEM */
export function makeCertificate(input: {
  privateKey: string
  serial: string
  commonName: string
  from: Date
}): string {
  const until = new Date(input.from)
  until.setUTCFullYear(until.getUTCFullYear() + 5)
  const name = encodeName(input.commonName)
  const content = encode(
    tags.sequence,
    encode(0xa0, encode(tags.integer, Buffer.from([2]))),
    encode(tags.integer, Buffer.from(input.serial, 'hex')),
    algorithm,
    name,
    encode(tags.sequence, encodeTime(input.from), encodeTime(until)),
    name,
    createPublicKey(input.privateKey).export({ type: 'spki', format: 'der' }),
  )
  const signature = createSign('RSA-SHA256').update(content).sign(input.privateKey)
  return toPem(encode(tags.sequence, content, algorithm, encode(tags.bits, Buffer.from([0]), signature)))
}
