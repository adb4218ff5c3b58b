import { create } from 'zustand'
import { deviceStore } from '../platform/storage'
import { saveElderMode } from '../services/session'
import { readFontScale } from '../platform/systemFont'
import { readTokens } from '../services/tokens'
import type { TextSize } from '../styles/tokens'

/** `auto` follows the system's font; a choice by hand stays until the person changes it. */
export type ModeChoice = 'auto' | 'elder' | 'normal'

interface Settings {
  modeChoice: ModeChoice
  textSize: TextSize
  fontScale: number
  /** The first-run question about 长辈版 was answered. */
  isPromptAnswered: boolean
  /** The account has 长辈版 because this phone's system font is large, and by nobody's choice. */
  isToldByFont: boolean
}

/** From this system font on, large print is what the person is used to. Source: platform notes §7. */
const elderFontScale = 1.3
const key = 'linli.settings'

export const useSettings = create<Settings>(() => ({
  modeChoice: 'auto',
  textSize: 'standard',
  isPromptAnswered: false,
  isToldByFont: false,
  ...(deviceStore.read(key) as Partial<Settings> | undefined),
  fontScale: 1,
}))

/** Reads the system's font size: at start and each time the app is shown, for nothing tells when it changes. */
export function readSystemFont(): void {
  useSettings.setState({ fontScale: readFontScale() })
}

/**
 * Brings this phone and the account together. A choice made on this phone stays. Where it follows the system's font,
 * the account is told, for the server keeps an undo open as long as the screen says; else the phone takes over what
 * the family proxy or the person set elsewhere.
 */
export function settleElderMode(isElder: boolean | undefined): void {
  const { modeChoice, fontScale, isToldByFont } = useSettings.getState()
  if (modeChoice !== 'auto') return
  const isByFont = fontScale >= elderFontScale
  if (isByFont && isElder !== true) tellByFont(true)
  else if (!isByFont && isToldByFont) tellByFont(false)
  else if (!isByFont && isElder === true) change({ modeChoice: 'elder', isPromptAnswered: true })
}

/** Not told, it is told the next time the app is shown. */
function tellByFont(isElder: boolean): void {
  saveElderMode(isElder).then(
    () => {
      change({ isToldByFont: isElder })
    },
    () => undefined,
  )
}

export function chooseMode(modeChoice: ModeChoice): void {
  change({ modeChoice, isPromptAnswered: true, isToldByFont: false })
  // The choice holds on this device whether or not the account learns of it.
  if (readTokens()) void saveElderMode(modeChoice === 'elder').catch(() => undefined)
}

export function chooseTextSize(textSize: TextSize): void {
  change({ textSize })
}

export function isElderMode({ modeChoice, fontScale }: Pick<Settings, 'modeChoice' | 'fontScale'>): boolean {
  return modeChoice === 'elder' || (modeChoice === 'auto' && fontScale >= elderFontScale)
}

export function useIsElder(): boolean {
  return useSettings(isElderMode)
}

function change(settings: Partial<Settings>): void {
  useSettings.setState(settings)
  const { modeChoice, textSize, isPromptAnswered, isToldByFont } = useSettings.getState()
  deviceStore.write(key, { modeChoice, textSize, isPromptAnswered, isToldByFont })
}
