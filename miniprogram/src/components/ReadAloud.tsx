import { useEffect, useState } from 'react'
import { readAloud, stopReading } from '../platform/readAloud'
import { Button } from './Button'

interface ReadAloudProps {
  text: string
  /** Where several stand on a page: of what. */
  label?: string
}

/** Reads a text aloud; nothing where the platform gives programs no voice. */
export function ReadAloud({ text, label = '读给我听' }: ReadAloudProps) {
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
  return <Button text={isReading ? '别读了' : label} icon={isReading ? 'stop' : 'sound'} onPress={press} />
}
