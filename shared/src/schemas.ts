import { z } from 'zod'
import { countCodePoints } from './limits'

/** A record's id on the wire: 24 hexadecimal digits, to be treated as opaque. */
export const id = z.string().regex(/^[0-9a-f]{24}$/)

export const idParams = z.strictObject({ id })

/** An instant, ISO 8601 in UTC. */
export const instant = z.iso.datetime()

/** When a button was pressed, which may be told later where there was no network; now where it is absent. */
export const pressedAt = instant.optional()

/** A calendar day in Asia/Shanghai, `YYYY-MM-DD`. */
export const day = z.iso.date()

/** A calendar month in Asia/Shanghai, `YYYY-MM`. */
export const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/)

/** A code of an area, estate or building, such as `310113001001-G01`. */
export const areaCode = z.string().regex(/^\d{6}(\d{3}(\d{3}(-[GBE]\d{1,4})?)?)?$/)

/** Chinese mainland mobile number. */
export const phone = z.string().regex(/^1\d{10}$/)

// Half a character, as a cut emoji leaves it, can be stored by no database; other control characters are no words.
// eslint-disable-next-line no-control-regex -- refusing control characters is the point
const unreadable = /[\u0000-\u0009\u000B-\u001F\u007F]|\p{Surrogate}/u

// They turn the order of what is read around, so that a name can look like another; nobody types them on purpose.
const turning = /[\u202A-\u202E\u2066-\u2069]/g
const unseenOnly = /^[\s\p{Default_Ignorable_Code_Point}]+$/u

/**
 * Written words: trimmed, something to be seen, at most `max` code points, no control characters but line breaks;
 * marks that turn the direction of reading around are left out.
 */
export function text(max: number, min = 1) {
  return z
    .string()
    .overwrite((value) => value.replace(turning, ''))
    .trim()
    .refine((value) => !unseenOnly.test(value), { message: '请写几个字' })
    .refine((value) => countCodePoints(value) >= min && countCodePoints(value) <= max, {
      message: `请写 ${min} 到 ${max} 个字`,
    })
    .refine((value) => !unreadable.test(value), { message: '有不能识别的字符' })
    .meta({ minLength: min, maxLength: max })
}
