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
}

/** From this system font on, large print is what the person is used to. Source: platform notes §7. */
const elderFontScale = 1.3
const key = 'linli.settings'

export const useSettings = create<Settings>(() => ({
  modeChoice: 'auto',
  textSize: 'standard',
  isPromptAnswered: false,
  ...(deviceStore.read(key) as Partial<Settings> | undefined),
  fontScale: 1,
}))

/** Reads the system's font size: at start and each time the app is shown, for nothing tells when it changes. */
export function readSystemFont(): void {
  useSettings.setState({ fontScale: readFontScale() })
}

/** What the family proxy or the person set on another phone; a choice made on this one stays. */
export function adoptElderMode(isElder: boolean | undefined): void {
  const { modeChoice } = useSettings.getState()
  if (modeChoice === 'auto' && isElder === true) change({ modeChoice: 'elder', isPromptAnswered: true })
}

export function chooseMode(modeChoice: ModeChoice): void {
  change({ modeChoice, isPromptAnswered: true })
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
  const { modeChoice, textSize, isPromptAnswered } = useSettings.getState()
  deviceStore.write(key, { modeChoice, textSize, isPromptAnswered })
}
