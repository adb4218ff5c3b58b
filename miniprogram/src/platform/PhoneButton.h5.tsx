import type { ReactNode } from 'react'

export interface PhoneButtonProps {
  text: string
  /** The code the server exchanges for the number; it is good for five minutes. */
  onCode: (code: string) => void
  /** The person said no, or WeChat could not: offer the SMS code or staff in person. */
  onRefuse: () => void
}

/** Only the mini program can ask WeChat for the number; in a browser the other ways stand alone. */
export const PhoneButton: (props: PhoneButtonProps) => ReactNode = () => null
