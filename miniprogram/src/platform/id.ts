/** A random id of 32 hexadecimal digits, made on this device: the key under which something is sent only once. */
export function makeId(): string {
  return Array.from({ length: 4 }, () => hex(Math.floor(Math.random() * 2 ** 32))).join('')
}

function hex(number: number): string {
  return number.toString(16).padStart(8, '0')
}
