import { colors, elderColors } from './colors'

/** How large a person wants to read, within the normal or the elder mode. */
export type TextSize = 'standard' | 'large' | 'largest'

export const textSizeNames: Record<TextSize, string> = { standard: '标准', large: '大', largest: '特大' }

/**
 * Sizes in dp (CSS px that Taro does not scale): in elder mode text is 18 to 30 and targets are at least 60,
 * elsewhere targets are at least 44. Source: 工信厅信管函〔2021〕67号 附件2; product page, "Elder mode".
 */
interface Sizes {
  textSmall: number
  textBase: number
  textLarge: number
  textTitle: number
  textDisplay: number
  target: number
  lineHeight: number
}

const normalBase: Record<TextSize, number> = { standard: 16, large: 18, largest: 20 }
const elderBase: Record<TextSize, number> = { standard: 20, large: 24, largest: 30 }

export function makeSizes(isElder: boolean, textSize: TextSize): Sizes {
  const base = isElder ? elderBase[textSize] : normalBase[textSize]
  return {
    textSmall: isElder ? Math.max(18, base - 2) : base - 2,
    textBase: base,
    textLarge: base + 2,
    textTitle: base + (isElder ? 4 : 5),
    textDisplay: base + (isElder ? 8 : 12),
    target: isElder ? 64 : 48,
    lineHeight: isElder ? 1.45 : 1.5,
  }
}

/** CSS custom properties for the root of a page. As an inline style: Taro leaves inline px as they are. */
export function makeTokens(isElder: boolean, textSize: TextSize): Record<`--${string}`, string> {
  const sizes = makeSizes(isElder, textSize)
  const palette = isElder ? { ...colors, ...elderColors } : colors
  const tokens: Record<`--${string}`, string> = {
    '--text-s': `${sizes.textSmall}px`,
    '--text-m': `${sizes.textBase}px`,
    '--text-l': `${sizes.textLarge}px`,
    '--text-xl': `${sizes.textTitle}px`,
    '--text-xxl': `${sizes.textDisplay}px`,
    '--line-height': String(sizes.lineHeight),
    '--target': `${sizes.target}px`,
    '--icon': `${Math.round(sizes.textBase * 1.25)}px`,
    '--space-1': '4px',
    '--space-2': '8px',
    '--space-3': '12px',
    '--space-4': '16px',
    '--space-5': '24px',
    '--space-6': '32px',
    '--radius-s': '8px',
    '--radius-m': '12px',
    '--radius-l': '18px',
  }
  for (const [name, value] of Object.entries(palette)) tokens[`--${toDashes(name)}`] = value
  return tokens
}

/** NutUI's variables out of the same tokens; its own sizes lie below what elder mode asks. */
export function makeNutuiTheme(isElder: boolean, textSize: TextSize): Record<string, string> {
  const sizes = makeSizes(isElder, textSize)
  const [small, base, large] = [`${sizes.textSmall}px`, `${sizes.textBase}px`, `${sizes.textLarge}px`]
  const target = `${sizes.target}px`
  return {
    nutuiColorPrimary: colors.accent,
    nutuiColorPrimaryStop1: colors.accent,
    nutuiColorPrimaryStop2: colors.accent,
    nutuiColorPrimaryPressed: colors.accentDeep,
    nutuiColorTitle: colors.ink,
    nutuiColorText: colors.inkSoft,
    nutuiFontSizeXs: small,
    nutuiFontSizeS: small,
    nutuiFontSizeBase: base,
    nutuiFontSizeL: large,
    nutuiFontSizeXl: `${sizes.textTitle}px`,
    nutuiButtonDefaultHeight: target,
    nutuiButtonDefaultFontSize: base,
    nutuiPickerItemHeight: target,
    nutuiPickerItemTextFontSize: base,
    nutuiPickerTitleOkColor: colors.accent,
    nutuiPickerTitleOkFontSize: base,
    nutuiPickerTitleCancelFontSize: base,
    nutuiPopupTitleFontSize: large,
    nutuiPopupTitleHeight: target,
    nutuiCalendarBaseFontSize: base,
    nutuiCalendarDayHeight: target,
  }
}

function toDashes(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
