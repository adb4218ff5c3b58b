import { useEffect, useState } from 'react'
import { readAloud, stopReading } from '../platform/readAloud'
import { Button } from './Button'

/** Reads a text aloud; nothing where the platform gives programs no voice. */
export function ReadAloud({ text }: { text: string }) {
  const [isReading, setIsReading] = useState(false)
  useEffect(() => stopReading, [])
  if (!readAloud) return null
  const press = () => {
    if (isReading) stopReading()
    else
      readAloud?.(text, () => {
        setIsReading(false)
      })
    setIsReading(!isReading)
  }
  return (
    <Button text={isReading ? '别读了' : '读给我听'} icon={isReading ? 'stop' : 'sound'} onPress={press} />
  )
}
