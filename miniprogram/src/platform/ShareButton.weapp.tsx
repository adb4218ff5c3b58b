import { Button } from '@tarojs/components'
import type { SharedCard } from './types'

/** Forwards this page as a card; what it shows is set by `useSharedCard`. */
export function ShareButton({ text }: { text: string; card: SharedCard }) {
  return (
    <Button className="button button-secondary native-button" openType="share">
      {text}
    </Button>
  )
}
