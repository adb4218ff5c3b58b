import { Button } from '../components/Button'
import { copyShareLink } from './share'
import type { SharedCard } from './types'

/** Copies the card's words and link, to be pasted into a chat. */
export function ShareButton({ text, card }: { text: string; card: SharedCard }) {
  return <Button text={text} icon="share" onPress={() => void copyShareLink?.(card)} />
}
