/**
 * What a scanned code stands for. WeChat hands over its own codes as `pages/join/index?scene=…`, plain ones as an
 * address; typed by hand it is the bare code.
 */
function readScene(scanned: string): string {
  const text = decodeSafely(scanned.trim())
  const found = /[?&]scene=([^&#]+)/.exec(text)?.[1]
  return decodeSafely(found ?? text)
}

/** A join code as it is stored: 8 letters and digits, none of which look alike. */
export function toJoinCode(text: string): string | undefined {
  const code = readScene(text).replace(/[\s-]/g, '').toUpperCase()
  return /^[2-9A-HJKMNP-Z]{8}$/.test(code) ? code : undefined
}

/** The ticket of a desk's code: longer than any join code. */
export function toDeskTicket(text: string): string | undefined {
  const ticket = readScene(text)
  return /^[A-Za-z0-9_-]{16,64}$/.test(ticket) ? ticket : undefined
}

/** The code of a family invitation: two letters longer than a join code. */
export function toInvitationCode(text: string): string | undefined {
  const code = readScene(text).replace(/[\s-]/g, '').toUpperCase()
  return /^[2-9A-HJ-NP-Z]{10}$/.test(code) ? code : undefined
}

function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
