/**
 * Every colour of the product. Text pairs reach 4.5:1 (a test computes them); green is the one accent,
 * the other hues only mark danger, warning and information, always beside a word or a shape.
 */
export const colors = {
  paper: '#f6f3ec',
  surface: '#ffffff',
  sunken: '#ece7dc',
  line: '#e0d9cb',
  lineStrong: '#857b6d',
  ink: '#26221d',
  inkSoft: '#5c544a',
  accent: '#1b6b57',
  accentDeep: '#124c3e',
  accentTint: '#e2efe9',
  onAccent: '#ffffff',
  danger: '#b3261e',
  dangerTint: '#fbe9e7',
  warning: '#864700',
  warningTint: '#fcefd9',
  info: '#1f5a8c',
  infoTint: '#e6f0f8',
  success: '#2a672e',
  successTint: '#e6f2e4',
  shade: 'rgba(38, 34, 29, 0.55)',
} as const

/** In elder mode soft text and lines are drawn stronger. */
export const elderColors = { inkSoft: '#413a32', line: '#c9bfae', lineStrong: '#6b6256' } as const
