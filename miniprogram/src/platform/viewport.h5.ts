import { useSyncExternalStore } from 'react'

const wideQuery = '(min-width: 900px)'

/** Room at the top for the phone's status bar, in dp, and to the right for WeChat's capsule. */
export function readTopInset(): { top: number; right: number } {
  return { top: 0, right: 0 }
}

/** Whether the screen has room for navigation, list and detail side by side. */
export function useIsWide(): boolean {
  return useSyncExternalStore(watchWidth, () => window.matchMedia(wideQuery).matches)
}

function watchWidth(onChange: () => void): () => void {
  const media = window.matchMedia(wideQuery)
  media.addEventListener('change', onChange)
  return () => {
    media.removeEventListener('change', onChange)
  }
}
