import { Button } from '@tarojs/components'

export interface PhoneButtonProps {
  text: string
  /** The code the server exchanges for the number; it is good for five minutes. */
  onCode: (code: string) => void
  /** The person said no, or WeChat could not: offer the SMS code or staff in person. */
  onRefuse: () => void
}

/** WeChat's own button: the only way to learn a number without typing. Agrees to the privacy terms in the same tap. */
export function PhoneButton({ text, onCode, onRefuse }: PhoneButtonProps) {
  return (
    <Button
      className="button button-primary is-block native-button"
      openType="getPhoneNumber"
      onGetPhoneNumber={({ detail }) => {
        const { code } = detail as { code?: string }
        if (code === undefined) onRefuse()
        else onCode(code)
      }}
    >
      {text}
    </Button>
  )
}
