/** What makes a View a button for the phone's screen reader. */
export function pressableProps(role: string, onPress: () => void, isDisabled: boolean): object {
  void onPress
  return { 'aria-role': role, ...(isDisabled ? { 'aria-disabled': 'true' } : {}) }
}

/** Role of a part of the page for assistive programs. WeChat reads it from `aria-role`. */
export function roleProps(role: string): object {
  return { 'aria-role': role }
}

export function useShortcuts(shortcuts: Readonly<Record<string, () => void>>): void {
  void shortcuts
}

export function useFocusTrap(rootId: string, isOpen: boolean): void {
  void rootId
  void isOpen
}

interface FieldLabels {
  label: string
  describedBy: string
  isInvalid: boolean
}

/** WeChat knows no reference to other elements: the label is spoken, hint and error are read in their order. */
export function fieldProps({ label }: FieldLabels): object {
  return { 'aria-label': label }
}
