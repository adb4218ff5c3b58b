import { colors, elderColors } from './colors'
import { makeSizes, makeTokens, type TextSize } from './tokens'

/** Contrast of two sRGB colours. Source: WCAG 2.2, relative luminance. */
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((start) => parseInt(hex.slice(start, start + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const elder = { ...colors, ...elderColors }
const backgrounds = ['paper', 'surface', 'sunken', 'accentTint'] as const

describe('colours', () => {
  it.each(backgrounds)('every text reaches 4.5:1 on %s', (background) => {
    for (const palette of [colors, elder])
      for (const text of ['ink', 'inkSoft', 'accentDeep', 'danger'] as const)
        expect(contrast(palette[text], palette[background])).toBeGreaterThanOrEqual(4.5)
  })

  it.each([
    ['onAccent', 'accent'],
    ['onAccent', 'accentDeep'],
    ['onAccent', 'danger'],
    ['surface', 'ink'],
    ['accent', 'surface'],
    ['accent', 'paper'],
    ['danger', 'dangerTint'],
    ['warning', 'warningTint'],
    ['warning', 'surface'],
    ['info', 'infoTint'],
    ['success', 'successTint'],
  ] as const)('%s on %s reaches 4.5:1', (text, background) => {
    expect(contrast(colors[text], colors[background])).toBeGreaterThanOrEqual(4.5)
  })

  it('draws the border of a field at 3:1', () => {
    expect(contrast(colors.lineStrong, colors.surface)).toBeGreaterThanOrEqual(3)
    expect(contrast(elderColors.lineStrong, colors.surface)).toBeGreaterThanOrEqual(3)
  })
})

describe('sizes', () => {
  const sizes: TextSize[] = ['standard', 'large', 'largest']

  it.each(sizes)('of elder mode keep its rules at %s', (size) => {
    const { textSmall, textBase, target, lineHeight } = makeSizes(true, size)
    expect(textSmall).toBeGreaterThanOrEqual(18)
    expect(textBase).toBeLessThanOrEqual(30)
    expect(target).toBeGreaterThanOrEqual(60)
    expect(lineHeight).toBeGreaterThanOrEqual(1.3)
  })

  it('reach 30 in elder mode', () => {
    expect(makeSizes(true, 'largest').textBase).toBe(30)
  })

  it.each(sizes)('of the normal mode have targets of at least 44 at %s', (size) => {
    expect(makeSizes(false, size).target).toBeGreaterThanOrEqual(44)
  })

  it('reach the page as custom properties with plain px', () => {
    expect(makeTokens(true, 'large')).toMatchObject({
      '--text-m': '24px',
      '--target': '64px',
      '--ink-soft': '#413a32',
    })
  })
})
